import { expect, test } from 'vitest';
import { agentWords } from '#client/account/agent-words.ts';
import { noticeWords } from '#client/account/notice-words.ts';

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Windows'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
    'Safari on a Mac',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on an iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'Samsung Internet on Android',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36', 'Chrome on Linux'],
  ['curl/8.0', 'An unknown program'],
  ['', 'An unknown program'],
])('[V34] %s', (agent, words) => expect(agentWords(agent)).toBe(words));

test('[V34] a notice says what happened in words, also one of a kind that this version does not know', () => {
  const at = { id: '', data: {}, at: 0, seen: false };
  expect(noticeWords({ ...at, kind: 'sign-in.new-device', agent: 'curl/8.0', address: '192.0.2.1' })).toBe(
    'You were signed in from a browser that your account did not know: An unknown program, from 192.0.2.1.',
  );
  expect(noticeWords({ ...at, kind: 'sign-in.locked', address: '192.0.2.1' })).toContain('from 192.0.2.1');
  expect(noticeWords({ ...at, kind: 'something.newer' })).toBe('Something about your account changed.');
});
