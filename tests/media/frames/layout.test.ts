import { expect, test } from 'vitest';
import {
  concat,
  headBytes,
  MAX_COUNTER,
  MAX_FRAME_BYTES,
  sessionStart,
  splitPlain,
  splitSealed,
  TAG_BYTES,
  TRAILER_BYTES,
  writeSession,
  writeTrailer,
} from '#media/frames/layout.ts';
import { seeded, vp8 } from './support.ts';

test('[F1] 10 bytes of a VP8 key frame stay clear, 3 of another VP8 frame, 1 of Opus', () => {
  expect(headBytes('video', 0x10)).toBe(10);
  expect(headBytes('video', 0x11)).toBe(3);
  expect(headBytes('audio', 0xfc)).toBe(1);
  expect(splitPlain('video', vp8(40, true))?.head.length).toBe(10);
  expect(splitPlain('video', vp8(40, false))?.rest.length).toBe(37);
});

test('[F1] the trailer gives back key id, session and counter up to the largest', () => {
  const session = writeSession(1_795_000_000_123, seeded(4).bytes(6));
  for (const counter of [1, 255, 256, 2 ** 32 + 7, MAX_COUNTER]) {
    const parts = splitSealed('audio', concat(seeded(5).bytes(1 + TAG_BYTES), writeTrailer(0xa7, session, counter)));
    expect(parts).toMatchObject({ keyId: 0xa7, counter, session });
  }
  expect(sessionStart(session)).toBe(1_795_000_000_123);
});

test('[F2] a frame too short or too long for its kind has no parts', () => {
  expect(splitPlain('video', vp8(9, true))).toBeUndefined();
  expect(splitPlain('video', vp8(2, false))).toBeUndefined();
  expect(splitPlain('audio', new Uint8Array(0))).toBeUndefined();
  expect(splitPlain('audio', new Uint8Array(MAX_FRAME_BYTES + 1))).toBeUndefined();
  expect(splitSealed('video', vp8(10 + TAG_BYTES + TRAILER_BYTES - 1, true))).toBeUndefined();
  expect(splitSealed('video', vp8(10 + TAG_BYTES + TRAILER_BYTES, true))).toBeDefined();
  expect(splitSealed('audio', new Uint8Array(0))).toBeUndefined();
  expect(splitSealed('audio', new Uint8Array(MAX_FRAME_BYTES + 100))).toBeUndefined();
});
