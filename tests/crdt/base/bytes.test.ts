import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { base64url, concat, equal, fromBase64url, fromHex, fromUtf8, hex, u32, u64, utf8 } from '#crdt/base/bytes.ts';
import { below, deceivedBy, seededRandom } from '../seeded.ts';

const random = seededRandom('bytes');

test('[B1] base64url and hex are those of everybody else, and read back', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = random.bytes(length);
    expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    expect(hex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
    expect(fromBase64url(base64url(bytes))).toEqual(bytes);
    expect(fromHex(hex(bytes))).toEqual(bytes);
  }
});

test('[B1] a text that is no canonical spelling gives undefined', () => {
  for (const text of ['A', 'AB', 'AAB', 'AA==', 'A A', 'AA+A', 'AA/A', 'AÄ', 'AAAAA']) expect(fromBase64url(text)).toBeUndefined();
  for (const text of ['a', '0g', ' 00', '0x00']) expect(fromHex(text)).toBeUndefined();
  expect(fromUtf8(Uint8Array.of(0xc3, 0x28))).toBeUndefined();
  expect(fromUtf8(utf8('\ufeffGrüße 🎨'))).toBe('\ufeffGrüße 🎨');
});

test('[B1] hostile texts never throw, and none is a second spelling of the same bytes', () => {
  const rewritten = (bytes: Uint8Array): boolean => {
    const text = Buffer.from(bytes).toString('latin1');
    const [back, backHex, backText] = [fromBase64url(text), fromHex(text), fromUtf8(bytes)];
    return (
      (back !== undefined && base64url(back) !== text) ||
      (backHex !== undefined && hex(backHex) !== text.toLowerCase()) ||
      (backText !== undefined && !equal(utf8(backText), bytes))
    );
  };
  expect(deceivedBy(random, 20_000, utf8('SGFsbG8gV2VsdCwgd2llIGdlaHQgZXM'), rewritten)).toEqual([]);
  expect(deceivedBy(random, 20_000, utf8('00ffA0aa12'), rewritten)).toEqual([]);
});

test('[B2] only the same bytes are equal', () => {
  for (let round = 0; round < 500; round++) {
    const bytes = random.bytes(1 + below(random, 40));
    const other = bytes.slice();
    expect(equal(bytes, other)).toBe(true);
    const at = below(random, other.length);
    other[at] = (other[at] ?? 0) ^ (1 << below(random, 8));
    expect(equal(bytes, other)).toBe(false);
    expect(equal(bytes, bytes.subarray(1))).toBe(false);
  }
});

test('integers are big-endian and bounded', () => {
  expect(hex(concat(u32(1), u64(0x1_0000_0002)))).toBe('000000010000000100000002');
  for (const wrong of [-1, 0.5, 2 ** 32]) expect(() => u32(wrong)).toThrow(RangeError);
  for (const wrong of [-1, 0.5, 2 ** 53]) expect(() => u64(wrong)).toThrow(RangeError);
});
