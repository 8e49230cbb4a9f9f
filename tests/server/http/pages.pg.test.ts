import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPractice } from '#tests/support/practice.ts';

test("[H6] every screen's path answers with the page, hashed files stay for good", async () => {
  await using practice = await createPractice();
  await mkdir(join(practice.clientFolder, 'assets'), { recursive: true });
  await writeFile(join(practice.clientFolder, 'index.html'), '<p>page</p>');
  await writeFile(join(practice.clientFolder, 'assets', 'main-1a2b.js'), '1');
  for (const path of ['/', '/join/abc', '/rooms/abc', '/admin']) {
    const page = await fetch(`${practice.url}${path}`);
    expect(await page.text()).toBe('<p>page</p>');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    expect((await fetch(`${practice.url}${path}`, { method: 'HEAD' })).status).toBe(200);
  }
  const asset = await fetch(`${practice.url}/assets/main-1a2b.js`);
  expect(asset.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
  expect((await fetch(`${practice.url}/../secrets/lookup.key`)).status).not.toBe(200);
  expect(await (await fetch(`${practice.url}/%2e%2e/secrets/lookup.key`)).text()).not.toContain('key');
});
