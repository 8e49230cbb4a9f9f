/**
 * Looks for what must be nowhere: canary words (typed as content) and keys, in every spelling in which they could lie on a wire,
 * in a log line, a table's dump or a file. PostgreSQL may compress long values in its files: dump tables as text, too.
 */
import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Secret } from '#crdt/base/secret.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { roomKeys, wipeRoomKeys } from '#crdt/keys/room-key.ts';

/** Something that must not be found; `name` is what a failing test prints instead of it. */
export type Needle = { readonly name: string; readonly bytes: Uint8Array };
/** Something searched: one message, one log line, one dump, one file. */
export type Haystack = { readonly name: string; readonly bytes: Uint8Array };
export type Leak = { readonly needle: string; readonly spelling: string; readonly where: string; readonly at: number };

/** Shorter needles would be found by chance. */
const LEAST_BYTES = 8;
const SEED_BYTES = 32;

export const wordNeedle = (word: string): Needle => ({ name: `the word ${word}`, bytes: Buffer.from(word) });
export const keyNeedle = (name: string, secret: Secret): Needle => ({ name, bytes: secret.reveal().slice() });
/** The secret halves only: the public ones are no secret. */
export const keyringNeedles = (whose: string, keyring: Keyring): readonly Needle[] => [
  keyNeedle(`${whose}'s X25519 secret`, keyring.boxSecret),
  { name: `${whose}'s Ed25519 seed`, bytes: keyring.signSecret.reveal().slice(0, SEED_BYTES) },
];

/** The room key of an epoch and all that is derived from it. */
export function roomNeedles(roomKey: Secret, room: RoomId, epoch: number): readonly Needle[] {
  const derived = roomKeys(roomKey, room, epoch);
  const needles = Object.entries(derived).map(([purpose, key]) => keyNeedle(`the ${purpose} key of epoch ${epoch}`, key));
  wipeRoomKeys(derived);
  return [keyNeedle(`the room key of epoch ${epoch}`, roomKey), ...needles];
}

/** Every leak of any needle in any haystack; a test expects []. */
export function findLeaks(haystacks: Iterable<Haystack>, needles: readonly Needle[]): readonly Leak[] {
  const sought = needles.flatMap((needle) => spellings(needle.bytes).map((spelling) => ({ needle: needle.name, ...spelling })));
  const leaks: Leak[] = [];
  for (const { name: where, bytes } of haystacks) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (const { needle, spelling, pattern } of sought) {
      const at = typeof pattern === 'string' ? text.indexOf(pattern) : text.search(pattern);
      if (at !== -1) leaks.push({ needle, spelling, where, at });
    }
  }
  return leaks;
}

export const lineHaystacks = (name: string, lines: Iterable<string>): readonly Haystack[] =>
  [...lines].map((line, i) => ({ name: `${name}, line ${i + 1}`, bytes: Buffer.from(line) }));

/** All files under a folder, one at a time; files that vanish meanwhile are passed over. */
export function* fileHaystacks(folder: string): Generator<Haystack> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const bytes = entry.isFile() ? read(path) : undefined;
    if (bytes !== undefined) yield { name: path, bytes };
  }
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Patterns over the haystack read as latin1, one character a byte. */
function spellings(bytes: Uint8Array): readonly { readonly spelling: string; readonly pattern: string | RegExp }[] {
  if (bytes.length < LEAST_BYTES) throw new RangeError(`a needle has at least ${LEAST_BYTES} bytes`);
  const raw = Buffer.from(bytes);
  const hexBytes = [...raw].map((byte) => byte.toString(16).padStart(2, '0'));
  const base64 = [0, 1, 2].map((before) => base64Inside(raw, before));
  return [
    { spelling: 'raw', pattern: raw.toString('latin1') },
    { spelling: 'UTF-16', pattern: Buffer.from(raw.toString('latin1'), 'utf16le').toString('latin1') },
    // As browsers write the keys of IndexedDB.
    { spelling: 'UTF-16, big-endian', pattern: Buffer.from(raw.toString('latin1'), 'utf16le').swap16().toString('latin1') },
    { spelling: 'hex', pattern: new RegExp(hexBytes.join('(?:[\\s:,]*(?:0x)?)'), 'i') },
    { spelling: 'list of numbers', pattern: new RegExp(`\\b${[...raw].join(',\\s*')}\\b`) },
    { spelling: 'object of numbers', pattern: [...raw].map((byte, i) => `"${i}":${byte}`).join(',') },
    ...base64.map((pattern, before) => ({ spelling: `base64 after ${before}`, pattern })),
    ...base64.map((text, before) => ({
      spelling: `base64url after ${before}`,
      pattern: text.replaceAll('+', '-').replaceAll('/', '_'),
    })),
  ];
}

/** The base64 digits that depend on these bytes alone, when `before` (mod 3) other bytes stand before them. */
function base64Inside(raw: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), raw]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + raw.length) * 8) / 6));
}
