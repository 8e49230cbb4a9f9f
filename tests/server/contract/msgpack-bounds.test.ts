import { expect, test } from 'vitest';
import { isWholeMsgpack } from '#server/contract/msgpack-bounds.ts';
import { createParser } from '#server/contract/parser.ts';
import { CHEAP, fuzzBytes } from '#tests/support/fuzz.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test.each([
  [
    'positive and negative integers',
    ['00', '7f', 'ff', 'cc ff', 'cd ffff', 'ce ffffffff', `cf ${'00'.repeat(8)}`, 'd0 80', 'd1 8000', `d3 ${'00'.repeat(8)}`],
  ],
  ['nothing, yes and no', ['c0', 'c2', 'c3']],
  ['numbers with a fraction', ['ca 00000000', `cb ${'00'.repeat(8)}`]],
  ['text', ['a0', 'a2 6162', 'd9 01 61', 'da 0001 61', 'db 00000001 61']],
  ['bytes', ['c4 01 ff', 'c5 0001 ff', 'c6 00000001 ff']],
  ['extensions', ['d4 00 00', 'd5 01 0000', `d8 01 ${'00'.repeat(16)}`, 'c7 01 05 ff', 'c8 0001 05 ff', 'c9 00000001 05 ff']],
  [
    'arrays and maps',
    ['90', '91 c0', '92 91 90 c0', 'dc 0001 c0', 'dd 00000001 c0', '80', '81 a1 61 c0', 'de 0001 a1 61 c0', 'df 00000001 a1 61 90'],
  ],
])('[C6] %s are whole, and a byte less or more is not', (_, texts) => {
  for (const bytes of texts.map(hex)) {
    expect(isWholeMsgpack(bytes)).toBe(true);
    expect(isWholeMsgpack(bytes.subarray(0, -1))).toBe(false);
    expect(isWholeMsgpack(Uint8Array.from([...bytes, 0xc0]))).toBe(false);
  }
});

test.each([
  ['an array of more than there is', 'dd 01ffffff'],
  ['arrays in each other', 'dd 01ffffff'.repeat(1000)],
  ['arrays that share what there is', `93 ${'93'.repeat(5)} c0c0c0`],
  ['a map of more than there is', 'df ffffffff c0 c0'],
  ['text longer than the frame', 'db ffffffff 61'],
  ['bytes longer than the frame', 'c6 ffffffff 61'],
  ['a buffer longer than the frame', 'c9 7fffffff 00 61'],
  ['the format that is never used', 'c1'],
  ['depth', `${'91'.repeat(33)} c0`],
  ['nothing', ''],
])('[C6] %s is refused before the codec sees it', (_, text) => {
  expect(isWholeMsgpack(hex(text))).toBe(false);
});

test('[C6] a hundred thousand honest frames, changed: what passes has no more values than bytes, and the codec reads or refuses it', () => {
  const packet = { type: 2, nsp: '/', id: 7, data: ['room/enter', { room: 'x'.repeat(36), list: [1, [2, { three: null }], -4.5] }] };
  const frames = new (createParser('client').Encoder)().encode(packet as never).map((frame) => Uint8Array.from(frame));
  expect(frames.every(isWholeMsgpack)).toBe(true);
  fuzzBytes('msgpack', frames, CHEAP, isWholeMsgpack);
});
