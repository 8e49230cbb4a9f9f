import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { RECORD_KIND_NAMES } from '#crdt/keys/record-layout.ts';
import { expect, test } from 'vitest';
import { ConfigError, helpText, readConfig, SETTINGS } from '#server/config.ts';

test('[C1] with nothing set, the server stands at localhost:3000 and keeps everything in ./data', () => {
  const config = readConfig({});
  expect(config.port).toBe(3000);
  expect(config.origin).toBe('http://localhost:3000');
  expect(config.dataDir).toBe(join(process.cwd(), 'data'));
  expect(config.databaseUrl).toBeUndefined();
  expect([config.mediaHost, config.mediaAnnouncedAddress, config.mediaPort]).toEqual(['127.0.0.1', '127.0.0.1', 0]);
});

test('[C1] with a public origin, calls are announced at its host', () => {
  const config = readConfig({ ORIGIN: 'https://practice.example/' });
  expect(config.origin).toBe('https://practice.example');
  expect([config.mediaHost, config.mediaAnnouncedAddress, config.mediaPort]).toEqual(['0.0.0.0', 'practice.example', 44_444]);
});

test('[C2] every wrong setting is named, and no secret is repeated', () => {
  const read = (): unknown => readConfig({ PORT: 'many', LOG_LEVEL: 'loud', TURN_SECRET: 'hush', TURN_SECRET_FILE: '/nowhere/file' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/PORT: .*TURN_SECRET: set it or TURN_SECRET_FILE, not both.*LOG_LEVEL: /s);
  expect(read).not.toThrow(/hush/);
});

test('[C3] a secret may come from a file and is never printed', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'holdspace-config-')), 'turn');
  writeFileSync(file, 'hush\n');
  const config = readConfig({ TURN_SECRET_FILE: file, DATABASE_URL: 'postgres://me:hush@db/holdspace' });
  expect(Buffer.from(config.turnSecret?.reveal() ?? []).toString()).toBe('hush');
  expect(inspect(config) + JSON.stringify(config) + String(config.databaseUrl)).not.toContain('hush');
});

test('[C4] --help names every setting', () => {
  for (const { env } of Object.values(SETTINGS)) {
    expect(helpText()).toContain(`  ${env}`);
    // What a shell can export.
    expect(env).toMatch(/^[A-Z][A-Z0-9_]*$/);
  }
  expect(readConfig({ CONNECTIONS_PER_SIGN_IN: '3', INVITE_OPENS: '4' })).toMatchObject({ connectionsPerSignIn: 3, inviteOpens: 4 });
});

test('[N74] years of retention are one number, or one for each kind; fewer than six and unknown kinds are said', () => {
  expect(readConfig({}).retention).toEqual(new Map());
  expect([...readConfig({ RETENTION: '10' }).retention.values()]).toEqual(RECORD_KIND_NAMES.map(() => 10));
  const { retention } = readConfig({ RETENTION: 'patient=20 8, copy=6' });
  expect([retention.get('patient'), retention.get('copy'), retention.get('artwork')]).toEqual([20, 6, 8]);
  for (const wrong of ['5', 'patient=5', 'patients=20', 'patient=', 'patient=x', 'patient=200'])
    expect(() => readConfig({ RETENTION: wrong })).toThrow(ConfigError);
});
