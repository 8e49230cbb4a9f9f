/** The decoders that tests/crdt/fuzz.test.ts leaves out: what lies on a board, pins, a kit as it is typed. What they take is written again, and read the same. */
import { beforeAll, expect, test, vi } from 'vitest';
import { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { decodeErasure, encodeErasure, MAX_ERASED } from '#crdt/docs/erasure.ts';
import { decodeMark, encodeMark } from '#crdt/docs/mark.ts';
import { decodeMove, encodeMove, MAX_MOVED } from '#crdt/docs/move.ts';
import { encodeStroke } from '#crdt/docs/stroke.ts';
import { decodeLaying, encodeLaying, MOST_TEMPLATES } from '#crdt/docs/template.ts';
import { decodeText, encodeText, MAX_TEXT_CHARS } from '#crdt/docs/text.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { kitQrText, kitWords, readKit } from '#crdt/keys/kit-words.ts';
import { decodePins, encodePins } from '#crdt/keys/pins.ts';
import { CHEAP, fuzzBytes, fuzzText } from '#tests/support/fuzz.ts';
import { ACCOUNT, GUEST, OTHER_ACCOUNT } from './people.ts';
import { seededRandom } from './seeded.ts';

// A hundred thousand inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 900_000 });
beforeAll(async () => await sodiumReady());

const random = seededRandom('fuzz marks');
const AT = 1_700_000_000_000;
const ids = [newEntryId(random), newEntryId(random), newEntryId(random)];
const text = (): Uint8Array =>
  encodeText({ tool: 'note', author: GUEST, order: 3, at: AT, colour: 0x336699, size: 24, x: -12.5, y: 300, text: 'grüße 🌲\nand more' });
const stroke = (): Uint8Array =>
  encodeStroke({
    tool: 'pen',
    author: GUEST,
    order: 3,
    at: AT,
    colour: 0x336699,
    width: 4,
    pressure: true,
    opacity: 1,
    filled: false,
    points: Float32Array.of(0, 0, 0.5, 10, 10, 0.5, 30, 5, 1),
  });
const moved = (growth: number, turn: number, apart: number): Uint8Array =>
  encodeMove({ author: GUEST, at: AT, growth, turn, marks: ids.map((id, i) => ({ id, x: 10 + i * apart, y: -3.5 })) });
const person = (account: typeof ACCOUNT, name: string) => ({ account, name, fingerprint: random.bytes(32), at: AT });
const pins = (): Uint8Array =>
  encodePins({
    people: [person(ACCOUNT, 'Dr Ada Winter'), person(OTHER_ACCOUNT, 'Robin 🌲')],
    seen: { place: { seq: 9, hash: random.bytes(32) }, serverPublic: random.bytes(32) },
  });

/** `read` gives a value or undefined, and has to read what `write` makes of the value as the same. */
function readsBack<Value>(
  name: string,
  valid: readonly Uint8Array[],
  read: (bytes: Uint8Array) => Value | undefined,
  write: (value: Value) => Uint8Array,
) {
  let taken = 0;
  fuzzBytes(name, valid, CHEAP, (bytes) => {
    const value = read(bytes);
    if (value === undefined) return false;
    taken++;
    const again = JSON.stringify(read(write(value)));
    if (again !== JSON.stringify(value)) throw new Error(`read as ${JSON.stringify(value)}, and then as ${again}`);
    return true;
  });
  // Otherwise nothing but refusals was looked at.
  expect(taken).toBeGreaterThan(0);
}

test('[H33] writing on the board: 100,000 hostile inputs give a text of bounded size that is seen, or none', () => {
  readsBack(
    'a text',
    [text()],
    (bytes) => {
      const read = decodeText(bytes);
      if (read !== undefined && (read.text.length > MAX_TEXT_CHARS || read.text.trim() === '')) throw new Error('a text out of bounds');
      return read;
    },
    encodeText,
  );
});

test('[H33] marks: 100,000 hostile inputs between ink and writing give one of them, or none', () => {
  readsBack('a mark', [text(), stroke()], decodeMark, encodeMark);
});

test('[H33] erasures: 100,000 hostile inputs name a bounded number of strokes, or none', () => {
  readsBack(
    'an erasure',
    [encodeErasure({ author: GUEST, at: AT, strokes: ids })],
    (bytes) => {
      const read = decodeErasure(bytes);
      if (read !== undefined && read.strokes.length > MAX_ERASED) throw new Error('too many strokes');
      return read;
    },
    encodeErasure,
  );
});

test('[H33] moves of both versions: 100,000 hostile inputs bring a bounded number of marks somewhere, or none', () => {
  readsBack(
    'a move',
    [moved(0, 0, 0), moved(512, -300, 4), moved(0, 0, 7)],
    (bytes) => {
      const read = decodeMove(bytes);
      if (read === undefined) return undefined;
      const numbers = [read.growth, read.turn, read.at, ...read.marks.flatMap(({ x, y }) => [x, y])];
      if (read.marks.length > MAX_MOVED || !numbers.every(Number.isFinite)) throw new Error('a move out of bounds');
      return read;
    },
    encodeMove,
  );
});

test('[H33] templates: 100,000 hostile inputs lay one with a number in bounds, or none', () => {
  readsBack(
    'a laying',
    [encodeLaying({ author: GUEST, order: 3, at: AT, template: 12 }), encodeLaying({ author: GUEST, order: 900, at: AT, template: 0 })],
    (bytes) => {
      const read = decodeLaying(bytes);
      if (read !== undefined && !(read.template >= 0 && read.template <= MOST_TEMPLATES)) throw new Error('a number out of bounds');
      return read;
    },
    encodeLaying,
  );
});

test('[H33] pins: 100,000 hostile inputs give the same people again, or none', () => {
  readsBack('pins', [pins()], decodePins, encodePins);
});

test('[H33] a kit as it is typed or scanned: 100,000 hostile texts are that kit, or no kit', () => {
  const kit = new Secret(random.bytes(32));
  const words = kitWords(kit);
  const right = Buffer.from(kit.reveal()).toString('hex');
  const numbered = words.map((word, i) => `${i + 1}. ${word}`).join('\n');
  const others = new Set<string>();
  fuzzText('a kit', [words.join(' '), kitQrText(kit), numbered], CHEAP, (typed) => {
    const read = readKit(typed);
    if (read.is !== 'kit') return false;
    const bytes = Buffer.from(read.kit.reveal()).toString('hex');
    if (bytes !== right) others.add(bytes);
    return true;
  });
  // A changed kit has a checksum of 8 bits: what gets through is rare, and is never more than 32 bytes.
  expect([...others].filter((bytes) => bytes.length !== 64)).toEqual([]);
  expect(others.size).toBeLessThan(CHEAP / 100);
});
