import { expect, test } from 'vitest';
import { createFramePipe, type Frame } from '#media/frames/pipe.ts';
import { FAILURES_IN_A_ROW, type FromWorker, type TransformOptions } from '#media/frames/words.ts';
import { ALICE, mediaKey, seeded } from './support.ts';

const dataOf = (seed: number): Frame => ({ data: seeded(seed).bytes(60).slice().buffer as ArrayBuffer });

async function pipe(verb: TransformOptions['verb'], key: number) {
  const said: FromWorker[] = [];
  const passed: Frame[] = [];
  const made = await createFramePipe(
    { id: verb, verb, mediaKey: await mediaKey(key), origin: ALICE, kind: 'audio' },
    { memory: new Map(), startMs: () => 1000, say: (word) => said.push(word) },
  );
  return { said, passed, counts: made.counts, run: (frame: Frame) => made.transform(frame, (done) => passed.push(done)) };
}

test('[F9] a frame that does not open is dropped and counted, never passed on', async () => {
  const opening = await pipe('open', 1);
  for (let n = 0; n < 5; n++) await opening.run(dataOf(n));
  expect(opening.passed).toEqual([]);
  expect(opening.counts).toEqual({ passed: 0, failed: 5, repeated: 0 });
});

test('[F9] a frame that cannot be sealed is not sent', async () => {
  const sealing = await pipe('seal', 1);
  await sealing.run({ data: new ArrayBuffer(0) });
  expect(sealing.passed).toEqual([]);
});

test('[F10] many failures in a row are said once, and again only after frames passed between', async () => {
  const sealing = await pipe('seal', 1);
  const opening = await pipe('open', 1);
  for (let n = 0; n < 3 * FAILURES_IN_A_ROW; n++) await opening.run(dataOf(n));
  expect(opening.said).toEqual([{ is: 'failing', id: 'open' }]);
  await sealing.run(dataOf(99));
  for (const frame of sealing.passed) await opening.run(frame);
  expect(opening.said.at(-1)).toEqual({ is: 'passing', id: 'open' });
  expect(new Uint8Array(opening.passed[0]?.data ?? new ArrayBuffer(0))).toEqual(new Uint8Array(dataOf(99).data));
});
