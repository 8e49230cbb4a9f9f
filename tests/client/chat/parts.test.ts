import { describe, expect, test } from 'vitest';
import { partsOf } from '#client/chat/parts.ts';

const links = (text: string) => partsOf(text).flatMap(({ href }) => href ?? []);

describe('links in messages', () => {
  test('[V4] the text of a link is the whole address it leads to', () => {
    for (const { text, href } of partsOf('see example.org/a, or http://example.com?x=1 now')) {
      if (href !== undefined) expect(text).toBe(href);
    }
    expect(links('see example.org/a, or http://example.com?x=1 now')).toEqual(['https://example.org/a', 'http://example.com/?x=1']);
  });

  test('[V4] nothing but http and https is a link', () => {
    const texts = [
      'javascript:alert(1)',
      'data:text/html,x',
      'mailto:ada@example.org',
      'ada@example.org',
      'ftp://example.org/',
      'file:///etc/passwd',
    ];
    expect(texts.flatMap(links).filter((href) => !/^https?:/.test(href))).toEqual([]);
  });

  test('[V4] an address that carries a name or password, and so could feign another place, stays text', () => {
    expect(links('https://bank.example@evil.example/')).not.toContain('https://bank.example@evil.example/');
    expect(links('https://name:word@evil.example/').every((href) => !href.includes('@'))).toBe(true);
  });

  test('[V4] an international name shows in the spelling that tells look-alikes apart', () => {
    expect(links('https://аррӏе.com/')).toEqual(['https://xn--80ak6aa92e.com/']);
  });

  test('[V4] text without addresses comes back as it was', () => {
    const text = 'I felt… better.\nMuch better! 🙂 <b>1 < 2</b>';
    expect(partsOf(text)).toEqual([{ text }]);
  });
});
