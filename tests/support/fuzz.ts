/**
 * Hostile inputs for decoders: half random, half a valid one mutated (bits turned, bytes set to edges, cut, repeated, spliced with another).
 * Seeded; a failure names the seed and the input. What hangs runs into the test's own time; what keeps memory would show in how the process grew.
 */
import { createSeededRandom, seedOfRun, type SeededRandom } from './random.ts';

/** Cheap decoders get as many as the issue asks for; those that do public-key cryptography fewer (their layout is fuzzed besides). */
export const CHEAP = 100_000;
export const COSTLY = 3_000;
const EDGES = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

export const seed = seedOfRun();

/** `count` inputs grown from `valid`; most are of its size or smaller. */
export function* hostileBytes(random: SeededRandom, count: number, valid: readonly Uint8Array[]): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    const from = random.pick(valid);
    yield i % 4 === 0 ? random.bytes(random.below(Math.min(2 * from.length, 300) + 1)) : mutated(random, from, random.pick(valid));
  }
}

function mutated(random: SeededRandom, from: Uint8Array, other: Uint8Array): Uint8Array {
  let bytes = Uint8Array.from(from);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(bytes.length || 1);
    switch (random.below(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        bytes[at] = random.pick(EDGES);
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...random.bytes(random.below(5)), ...bytes.subarray(at)]);
        break;
      case 4:
        // A length or a count of its own making.
        bytes.fill(random.pick(EDGES), at, at + 1 + random.below(8));
        break;
      case 5:
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...other.subarray(random.below(other.length || 1))]);
        break;
      default:
        bytes.copyWithin(at, random.below(bytes.length || 1));
    }
  }
  return bytes;
}

/** Feeds `take`; throws with seed and input when it throws. Whatever `take` calls accepted and is not valid itself is returned, as hex. */
export function fuzzBytes(name: string, valid: readonly Uint8Array[], count: number, take: (bytes: Uint8Array) => boolean): string[] {
  const random = createSeededRandom(seed ^ hashOf(name));
  const known = new Set(valid.map((bytes) => Buffer.from(bytes).toString('hex')));
  const deceived: string[] = [];
  for (const bytes of hostileBytes(random, count, valid)) {
    if (!attempt(name, bytes, take)) continue;
    const text = Buffer.from(bytes).toString('hex');
    if (!known.has(text)) deceived.push(text);
  }
  return deceived;
}

/** The same for text: mutated as UTF-8, read back leniently, so that replacement signs and controls come too. */
export function fuzzText(name: string, valid: readonly string[], count: number, take: (text: string) => boolean): string[] {
  const bytes = valid.map((text) => new TextEncoder().encode(text));
  const decoder = new TextDecoder();
  return fuzzBytes(name, bytes, count, (input) => take(decoder.decode(input))).map((text) => decoder.decode(Buffer.from(text, 'hex')));
}

function attempt(name: string, bytes: Uint8Array, take: (bytes: Uint8Array) => boolean): boolean {
  try {
    return take(bytes);
  } catch (error) {
    const input = Buffer.from(bytes).toString('hex').slice(0, 2000);
    throw new Error(`${name} threw at ${input} (SEED=${seed})`, { cause: error });
  }
}

const hashOf = (text: string): number => new TextEncoder().encode(text).reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);
