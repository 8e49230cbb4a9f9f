/** What both ends of the wire read before anybody is known: frames, chunks, shapes, cookies, host names. */
import { expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { encodeHeader } from '#crdt/crypto/header.ts';
import { readCookie } from '#server/access/cookies.ts';
import { clearHeader, seenSeq } from '#server/contract/clear-header.ts';
import { ROUTES } from '#server/contract/http.ts';
import { DOWN, UP } from '#server/contract/messages.ts';
import { bundleFrame, createParser, hotFrame } from '#server/contract/parser.ts';
import { decodeTail, encodeTail } from '#server/contract/tail.ts';
import { isOwnHost, isOwnOrigin } from '#server/gateway/origin.ts';
import { header } from '#tests/crdt/people.ts';
import { CHEAP, fuzzBytes, fuzzText, hostileBytes, seed } from '#tests/support/fuzz.ts';
import { createSeededRandom } from '#tests/support/random.ts';
import { validBody } from '#tests/support/valid-body.ts';

// A hundred thousand inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 900_000 });

const sealed = (): Uint8Array => {
  const bytes = new Uint8Array(200).fill(7);
  bytes.set(encodeHeader(header()));
  return bytes;
};
const tail = () => encodeTail({ doc: 'drawing', kind: 'updates', from: 1, to: 3, items: [new Uint8Array(20), new Uint8Array(3)] });
const cold = (end: 'server' | 'client', packet: object): Uint8Array[] =>
  new (createParser(end).Encoder)().encode(packet as never).map((frame) => Uint8Array.from(frame));
const FRAMES = (end: 'server' | 'client'): Uint8Array[] => [
  hotFrame(1, sealed()),
  hotFrame(3, sealed()),
  hotFrame(4, tail()),
  bundleFrame([
    { number: 1, payload: sealed() },
    { number: 2, payload: new Uint8Array(60) },
  ]),
  ...cold(end, { type: 2, nsp: '/', id: '3', data: ['log/open', { doc: 'drawing', after: null }] }),
  ...cold(end, { type: 2, nsp: '/', data: ['log/snapshot', { doc: 'drawing', replaces: 0, sealed: sealed() }] }),
  ...cold(end, { type: 0, nsp: '/', data: { as: 'guest' } }),
];

test.each(['server', 'client'] as const)(
  '[H33] the %s reads 100,000 hostile frames: packets, or one refusal that ends the connection',
  (end) => {
    const { Decoder } = createParser(end);
    fuzzBytes(`frames of the ${end}`, FRAMES(end === 'server' ? 'client' : 'server'), CHEAP, (bytes) => {
      const decoder = new Decoder();
      let packets = 0;
      decoder.on('decoded', () => (packets += 1));
      try {
        decoder.add(Buffer.from(bytes));
      } catch (error) {
        // [C5] How a decoder of Socket.IO refuses; out of memory or a stack that is full would be no refusal.
        if (!(error instanceof Error) || /out of memory|call stack|allocation failed|array length/i.test(error.message)) throw error;
        return false;
      }
      // A message has a byte at least: no frame makes more of them than it has bytes.
      if (packets > bytes.length) throw new Error(`${packets} packets out of ${bytes.length} bytes`);
      return packets > 0;
    });
  },
);

test('[H33] chunks of the log, and the clear part of what is sealed', () => {
  fuzzBytes('tail', [tail()], CHEAP, (bytes) => decodeTail(bytes) !== undefined);
  fuzzBytes('clear header', [sealed()], CHEAP, (bytes) => {
    const read = clearHeader(bytes, 'update');
    return bytes.length >= 96 && seenSeq(bytes) >= 0 && read !== undefined;
  });
});

test('[H33] cookies and host names: a token has its form, a name is ours or is not', () => {
  const token = 'A'.repeat(43);
  const header = `theme=dark; holdspace_account=${token}; holdspace_guest=${token.replaceAll('A', 'b')}`;
  fuzzText('cookie', [header], CHEAP, (text) => {
    const read = readCookie(text, 'account', false);
    if (read !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(read)) throw new Error('no token');
    return read !== undefined;
  });
  const origins = ['https://practice.example'];
  const taken = fuzzText('host', ['practice.example', 'localhost:3000', '127.0.0.1', '[::1]:80'], CHEAP, (host) =>
    isOwnHost(host, origins),
  );
  // Whatever is ours is the practice's name itself, localhost, or an address: never another name.
  const ours = /^(practice\.example|localhost(:\d+)?|\d+\.\d+\.\d+\.\d+(:\d+)?|\[[\da-f:.]+\](:\d+)?)$/;
  expect(taken.filter((host) => !ours.test(host))).toEqual([]);
  fuzzText('origin', ['https://practice.example', 'http://localhost:3000'], CHEAP, (origin) =>
    isOwnOrigin({ origin, host: 'practice.example' }, origins),
  );
});

/** JSON as somebody hostile would send it: `valid` with parts of it replaced, nested, multiplied, or named like what objects inherit. */
function mutatedJson(random: ReturnType<typeof createSeededRandom>, valid: unknown): unknown {
  const junk: readonly unknown[] = [
    null,
    true,
    -1,
    1e308,
    Number.NaN,
    '',
    'a'.repeat(5000),
    '\u0000',
    [],
    {},
    { length: 1e9 },
    { __proto__: null, toString: 1 },
    new Uint8Array(3),
    'constructor',
  ];
  if (random.below(4) === 0) return random.pick(junk);
  if (Array.isArray(valid)) return [...(valid as unknown[]), ...Array.from({ length: random.below(3) }, () => random.pick(junk))];
  if (typeof valid !== 'object' || valid === null || valid instanceof Uint8Array) return random.below(2) === 0 ? random.pick(junk) : valid;
  const fields = Object.entries(valid).map(([name, value]) => [random.below(8) === 0 ? `${name}x` : name, mutatedJson(random, value)]);
  return { ...Object.fromEntries(fields), ...(random.below(3) === 0 ? { constructor: random.pick(junk), extra: random.pick(junk) } : {}) };
}

test('[H33] the shape of every row takes what is of it, and says no to the rest, without throwing', () => {
  const rows: readonly (readonly [string, z.ZodType])[] = [
    ...Object.entries(ROUTES).flatMap(([name, { body, reply }]) => [[name, body] as const, [`${name} (reply)`, reply] as const]),
    ...Object.entries(UP).map(([name, { body }]) => [name, body] as const),
    ...Object.entries(DOWN).map(([name, body]) => [`${name} (down)`, body] as const),
  ];
  const random = createSeededRandom(seed);
  const each = Math.ceil(CHEAP / rows.length);
  for (const [name, shape] of rows) {
    const valid = validBody(shape);
    for (let i = 0; i < each; i++) {
      const value = mutatedJson(random, valid);
      const parsed = shape.safeParse(value);
      if (parsed.success && JSON.stringify(parsed.data).length > 40_000) throw new Error(`${name} let much in (SEED=${seed})`);
    }
  }
});

test('[H33] JSON of any bytes: what does not parse is refused before anything else', () => {
  const valid = new TextEncoder().encode(JSON.stringify({ email: 'a@b.cd', request: 'A'.repeat(43) }));
  const shape = ROUTES['POST /api/sign-in/start'].body;
  for (const bytes of hostileBytes(createSeededRandom(seed), CHEAP / 4, [valid])) {
    try {
      shape.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
    }
  }
});
