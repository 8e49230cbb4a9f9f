/**
 * The bytes of a sealed frame, after the ideas of SFrame (RFC 9605). No DOM, no keys: only where things stand.
 *
 *   1. clear head     10 bytes of a VP8 key frame, 3 of another VP8 frame, 1 of Opus: what the SFU and the packetizer read
 *   2. ciphertext     as long as the rest of the frame
 *   3. tag            16 bytes, AES-256-GCM
 *   4. key id         1 byte: which media key (first byte of a value derived from it)
 *   5. session        12 bytes: start of this sealing in ms (6 bytes, big-endian), then 6 random bytes
 *   6. counter        5 bytes, big-endian, from 1: the frame's number in its session
 *
 * Associated data: the clear head, then the trailer (4 to 6). Who sends what is bound by the key itself (cipher.ts).
 * mediasoup rewrites SSRC, timestamps and sequence numbers, so nothing of RTP is part of it.
 */
export const TAG_BYTES = 16;
export const SESSION_BYTES = 12;
export const TRAILER_BYTES = 1 + SESSION_BYTES + 5;
/** 2^40 - 1: at 100 frames a second, 348 years. */
export const MAX_COUNTER = 2 ** 40 - 1;
/** Far above any frame of a call; a longer one is not looked at. */
export const MAX_FRAME_BYTES = 1 << 20;

export type Kind = 'audio' | 'video';

export type SealedParts = {
  readonly head: Uint8Array;
  /** Ciphertext and tag. */
  readonly body: Uint8Array;
  readonly trailer: Uint8Array;
  readonly keyId: number;
  readonly session: Uint8Array;
  readonly counter: number;
};

/** How many bytes of a frame that begins with `first` stay clear. VP8: the lowest bit says "not a key frame" (RFC 6386 9.1). */
export const headBytes = (kind: Kind, first: number): number => (kind === 'audio' ? 1 : (first & 1) === 0 ? 10 : 3);

/** The clear head of a frame about to be sealed, or undefined: too short to be a frame of its kind. */
export function splitPlain(kind: Kind, frame: Uint8Array): { head: Uint8Array; rest: Uint8Array } | undefined {
  const first = frame[0];
  if (first === undefined || frame.length > MAX_FRAME_BYTES) return undefined;
  const length = headBytes(kind, first);
  return frame.length < length ? undefined : { head: frame.subarray(0, length), rest: frame.subarray(length) };
}

/** The parts of what came in, or undefined: no sealed frame has that length. */
export function splitSealed(kind: Kind, frame: Uint8Array): SealedParts | undefined {
  const first = frame[0];
  if (first === undefined || frame.length > MAX_FRAME_BYTES + TAG_BYTES + TRAILER_BYTES) return undefined;
  const headEnd = headBytes(kind, first);
  const trailerStart = frame.length - TRAILER_BYTES;
  if (trailerStart - headEnd < TAG_BYTES) return undefined;
  const trailer = frame.subarray(trailerStart);
  const counter = readUint(trailer.subarray(1 + SESSION_BYTES));
  if (counter === 0) return undefined;
  return {
    head: frame.subarray(0, headEnd),
    body: frame.subarray(headEnd, trailerStart),
    trailer,
    keyId: trailer[0] ?? 0,
    session: trailer.subarray(1, 1 + SESSION_BYTES),
    counter,
  };
}

export function writeTrailer(keyId: number, session: Uint8Array, counter: number): Uint8Array<ArrayBuffer> {
  const trailer = new Uint8Array(TRAILER_BYTES);
  trailer[0] = keyId;
  trailer.set(session, 1);
  writeUint(trailer.subarray(1 + SESSION_BYTES), counter);
  return trailer;
}

/** A new session: `startMs` in front, so that a receiver can tell a newer one from a replayed older one. */
export function writeSession(startMs: number, random: Uint8Array): Uint8Array<ArrayBuffer> {
  const session = new Uint8Array(SESSION_BYTES);
  writeUint(session.subarray(0, 6), startMs);
  session.set(random.subarray(0, 6), 6);
  return session;
}

/** When the session began, in ms by its sender's clock. */
export const sessionStart = (session: Uint8Array): number => readUint(session.subarray(0, 6));

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const readUint = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0);

function writeUint(into: Uint8Array, value: number): void {
  let rest = value;
  for (let i = into.length - 1; i >= 0; i--) {
    into[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}
