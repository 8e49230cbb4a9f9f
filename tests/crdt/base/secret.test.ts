import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '#crdt/base/secret.ts';
import { hex, utf8 } from '#crdt/base/bytes.ts';

test('[B3] a secret never prints', () => {
  const secret = new Secret(utf8('canary-canary-canary'));
  const forms = [
    JSON.stringify({ secret }),
    `${secret.toString()}`,
    String(secret),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ deep: [secret] }, { depth: 9 }),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify(Object.assign({}, secret)),
    Object.keys(structuredClone(secret)).join(),
  ];
  for (const form of forms) {
    expect(form).not.toContain('canary');
    expect(form).not.toContain(hex(utf8('canary')));
    expect(form).not.toContain('99');
  }
});

test('[B3] a wiped secret is zeros, gives nothing, and may be wiped again', () => {
  const bytes = utf8('soon gone');
  const secret = new Secret(bytes);
  secret.wipe();
  secret.wipe();
  expect(secret.wiped).toBe(true);
  expect([...bytes].every((byte) => byte === 0)).toBe(true);
  expect(() => secret.reveal()).toThrow('wiped');
});
