/** Frames of the call as a hostile server could hand them on: nothing changed is ever shown. */
import { expect, test, vi } from 'vitest';
import { splitPlain, splitSealed } from '#media/frames/layout.ts';
import { CHEAP, COSTLY, fuzzBytes, hostileBytes, seed } from '#tests/support/fuzz.ts';
import { createSeededRandom } from '#tests/support/random.ts';
import { pair, vp8 } from './support.ts';

// A hundred thousand inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 900_000 });

test.each(['video', 'audio'] as const)('[H33] layouts of %s: 100,000 hostile frames give parts or none', async (kind) => {
  const { sealer } = await pair({ kind });
  const sealed = new Uint8Array((await sealer.seal(vp8(120, true))) ?? []);
  expect(splitSealed(kind, sealed)).toBeDefined();
  fuzzBytes(`sealed ${kind}`, [sealed], CHEAP, (bytes) => {
    const parts = splitSealed(kind, bytes);
    if (parts === undefined) return false;
    if (parts.head.length + parts.body.length + parts.trailer.length !== bytes.length) throw new Error('parts that are not the whole');
    return true;
  });
  fuzzBytes(`plain ${kind}`, [vp8(120, true)], CHEAP, (bytes) => splitPlain(kind, bytes) !== undefined);
});

test.each(['video', 'audio'] as const)('[H33] %s: a changed frame does not open', async (kind) => {
  const { sealer, opener } = await pair({ kind });
  const sealed = new Uint8Array((await sealer.seal(vp8(120, true))) ?? []);
  const known = Buffer.from(sealed).toString('hex');
  for (const bytes of hostileBytes(createSeededRandom(seed), COSTLY, [sealed])) {
    if (Buffer.from(bytes).toString('hex') === known) continue;
    expect((await opener.open(bytes)).is).toBe('failed');
  }
});
