import { expect, test } from 'vitest';
import { TAG_BYTES, TRAILER_BYTES } from '#media/frames/layout.ts';
import { nonceOf } from '#media/frames/keys.ts';
import { ALICE, BOB, pair, sealed, seeded, vp8 } from './support.ts';

test('[F3] what was sealed opens again, byte for byte, and grows by the tag and the trailer', async () => {
  for (const [kind, frame] of [
    ['video', vp8(1200, true)],
    ['video', vp8(80, false)],
    ['video', vp8(3, false)],
    ['audio', seeded(3).bytes(90)],
    ['audio', seeded(3).bytes(1)],
  ] as const) {
    const { sealer, opener } = await pair({ kind });
    const wire = await sealed(sealer, frame);
    expect(wire.length).toBe(frame.length + TAG_BYTES + TRAILER_BYTES);
    expect(await opener.open(wire)).toEqual({ is: 'opened', frame });
  }
});

test('[F3] beyond the clear head nothing of the frame is on the wire', async () => {
  const { sealer } = await pair();
  const frame = new Uint8Array(400).fill(0x41);
  const wire = await sealed(sealer, frame);
  expect(wire.subarray(0, 3)).toEqual(frame.subarray(0, 3));
  expect(Buffer.from(wire.subarray(3)).includes(Buffer.alloc(6, 0x41))).toBe(false);
});

test('[F4] a frame altered in any one byte does not open', async () => {
  const { sealer, opener } = await pair({ kind: 'audio' });
  const wire = await sealed(sealer, seeded(6).bytes(24));
  for (let at = 0; at < wire.length; at++) {
    const altered = Uint8Array.from(wire);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect((await opener.open(altered)).is).toBe('failed');
  }
  expect((await opener.open(wire)).is).toBe('opened');
});

test('[F4] a frame cut short anywhere does not open', async () => {
  const { sealer, opener } = await pair();
  const wire = await sealed(sealer, vp8(60, true));
  for (let length = 0; length < wire.length; length++) expect((await opener.open(wire.subarray(0, length))).is).toBe('failed');
});

test('[F5] another media key opens nothing', async () => {
  const { sealer, opener } = await pair({ sealKey: 1, openKey: 2 });
  expect((await opener.open(await sealed(sealer, vp8(60, true)))).is).toBe('failed');
});

test("[F5] a frame shown as another member's, device's or source's does not open", async () => {
  for (const as of [BOB, { ...ALICE, device: new Uint8Array(8) }, { ...ALICE, source: 'screen' as const }]) {
    const { sealer, opener } = await pair({ from: ALICE, as });
    expect((await opener.open(await sealed(sealer, vp8(60, true)))).is).toBe('failed');
  }
});

test('[F6] a frame that comes twice is shown once', async () => {
  const { sealer, opener } = await pair();
  const wire = await sealed(sealer, vp8(60, true));
  // At once: which of the two is done first is chance, that it is one alone is not.
  const both = await Promise.all([opener.open(wire), opener.open(wire)]);
  expect(both.map(({ is }) => is).toSorted()).toEqual(['opened', 'repeated']);
  expect((await opener.open(wire)).is).toBe('repeated');
});

test('[F6] frames open out of order', async () => {
  const { sealer, opener } = await pair({ kind: 'audio' });
  const wires = [];
  for (let n = 0; n < 20; n++) wires.push(await sealed(sealer, seeded(n).bytes(50)));
  for (const wire of wires.reverse()) expect((await opener.open(wire)).is).toBe('opened');
});

test('[F7] two sessions of one track never share a key: the same frame and counter seal differently', async () => {
  const first = await pair({ nowMs: 1_700_000_000_001 });
  const second = await pair({ nowMs: 1_700_000_000_002 });
  const [a, b] = [await sealed(first.sealer, vp8(200, true)), await sealed(second.sealer, vp8(200, true))];
  expect(a.subarray(10, 200)).not.toEqual(b.subarray(10, 200));
});

test('[F7] the nonce is the salt XOR the counter and differs for every counter', () => {
  const salt = seeded(9).bytes(12);
  const nonces = new Set([1, 2, 255, 256, 2 ** 32, 2 ** 40 - 1].map((counter) => nonceOf(salt, counter).join('.')));
  expect(nonces.size).toBe(6);
  const first = Uint8Array.from(salt);
  first[11] = (first[11] ?? 0) ^ 1;
  expect(nonceOf(salt, 1)).toEqual(first);
});

test('[F8] one consumer opens one session: frames of another, older or newer, do not open there', async () => {
  const memory = new Map<string, number>();
  const old = await pair({ nowMs: 1000, memory });
  const current = await pair({ nowMs: 2000, memory });
  const later = await pair({ nowMs: 3000, memory });
  expect((await current.opener.open(await sealed(current.sealer, vp8(60, true)))).is).toBe('opened');
  expect((await current.opener.open(await sealed(old.sealer, vp8(60, true)))).is).toBe('failed');
  expect((await current.opener.open(await sealed(later.sealer, vp8(60, true)))).is).toBe('failed');
});

test('[F8] a session older than one already seen of that track does not open in a new consumer either', async () => {
  const memory = new Map<string, number>();
  const old = await pair({ nowMs: 1000, memory });
  const current = await pair({ nowMs: 2000, memory });
  const recorded = await sealed(old.sealer, vp8(60, true));
  expect((await current.opener.open(await sealed(current.sealer, vp8(60, true)))).is).toBe('opened');
  expect((await (await pair({ nowMs: 1000, memory })).opener.open(recorded)).is).toBe('failed');
});

test('[F2] what is no frame of its kind is not sealed', async () => {
  const { sealer } = await pair();
  expect(await sealer.seal(new Uint8Array(0))).toBeUndefined();
  expect(await sealer.seal(vp8(9, true))).toBeUndefined();
});
