import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '#crdt/base/secret.ts';
import { fileHaystacks, findLeaks, keyNeedle, lineHaystacks, wordNeedle } from './canary.ts';

const word = wordNeedle('zebrafinch-7731');
const key = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 151 + 250) % 256));
const secret = keyNeedle('a key', new Secret(Uint8Array.from(key)));
const found = (text: string | Uint8Array, needle = secret): number =>
  findLeaks([{ name: 'here', bytes: typeof text === 'string' ? Buffer.from(text) : text }], [needle]).length;

test('[B3] a key is found in every spelling, wherever it stands', () => {
  expect(found(Buffer.concat([Buffer.alloc(5), key, Buffer.alloc(3)]))).toBeGreaterThan(0);
  expect(found(`\\x${key.toString('hex')}`)).toBeGreaterThan(0);
  expect(found(key.toString('hex').toUpperCase())).toBeGreaterThan(0);
  expect(found(JSON.stringify(Uint8Array.from(key)))).toBeGreaterThan(0);
  expect(found(JSON.stringify([...key]))).toBeGreaterThan(0);
  expect(found(inspect([...key], { breakLength: Infinity }))).toBeGreaterThan(0);
  expect(found(inspect(key))).toBeGreaterThan(0);
  expect(found(inspect(Uint8Array.from(key)))).toBeGreaterThan(0);
  for (const encoding of ['base64', 'base64url'] as const) {
    for (let before = 0; before < 4; before++) {
      for (let after = 0; after < 4; after++) {
        const around = Buffer.concat([Buffer.alloc(before, 0xa5), key, Buffer.alloc(after, 0x5a)]);
        expect(found(`{"x":"${around.toString(encoding)}"}`)).toBeGreaterThan(0);
      }
    }
  }
});

test('[B3] a word is found in bytes, lines, UTF-16 and files; what is not there is not found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'canary-'));
  try {
    writeFileSync(join(folder, 'log'), 'x zebrafinch-7731 y');
    writeFileSync(join(folder, 'other'), 'nothing');
    expect(findLeaks(fileHaystacks(folder), [word, secret])).toEqual([
      { needle: 'the word zebrafinch-7731', spelling: 'raw', where: join(folder, 'log'), at: 2 },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(findLeaks(lineHaystacks('log', ['a', 'b zebrafinch-7731']), [word])[0]?.where).toBe('log, line 2');
  expect(found(Buffer.from('zebrafinch-7731', 'utf16le'), word)).toBeGreaterThan(0);
  expect(found(Buffer.from('zebrafinch-7731', 'utf16le').swap16(), word)).toBeGreaterThan(0);
  expect(found(Buffer.alloc(1000, 7), word)).toBe(0);
  expect(() => found('x', wordNeedle('short'))).toThrow(RangeError);
});
