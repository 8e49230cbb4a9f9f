/** One transform: what passes becomes its sealed or opened self; what does not is dropped and counted, never passed on. */
import { createOpener, createSealer, type SessionMemory } from './cipher.ts';
import { FAILURES_IN_A_ROW, type Counts, type FromWorker, type TransformOptions } from './words.ts';

/** What RTCEncodedVideoFrame and RTCEncodedAudioFrame have in common, as far as we use it. */
export type Frame = { data: ArrayBuffer };
export type FramePipe = { readonly counts: Counts; transform(frame: Frame, pass: (frame: Frame) => void): Promise<void> };
export type PipeDeps = {
  readonly memory: SessionMemory;
  /** When a new session begins, in ms; never the same or less than before, even if the machine's clock steps back. */
  readonly startMs: () => number;
  say(word: FromWorker): void;
};

type Outcome = Uint8Array<ArrayBuffer> | 'failed' | 'repeated';
type Work = (data: Uint8Array) => Promise<Outcome>;

export async function createFramePipe(options: TransformOptions, { memory, startMs, say }: PipeDeps): Promise<FramePipe> {
  const { id } = options;
  const work = await workOf(options, memory, startMs);
  const counts = { passed: 0, failed: 0, repeated: 0 };
  let failedInARow = 0;
  let passing = false;

  const failed = (): void => {
    counts.failed += 1;
    failedInARow += 1;
    if (failedInARow !== FAILURES_IN_A_ROW) return;
    passing = false;
    say({ is: 'failing', id });
  };

  return {
    counts,
    transform: async (frame, pass) => {
      const outcome = await work(new Uint8Array(frame.data)).catch((): Outcome => 'failed');
      if (outcome === 'failed') return failed();
      if (outcome === 'repeated') {
        counts.repeated += 1;
        return;
      }
      frame.data = outcome.buffer;
      pass(frame);
      counts.passed += 1;
      failedInARow = 0;
      if (passing) return;
      passing = true;
      say({ is: 'passing', id });
    },
  };
}

async function workOf({ verb, mediaKey, origin, kind }: TransformOptions, memory: SessionMemory, startMs: () => number): Promise<Work> {
  if (verb === 'seal') {
    const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
    const sealer = await createSealer({ mediaKey, origin, kind, clock: { now: startMs }, random });
    return async (data) => (await sealer.seal(data)) ?? 'failed';
  }
  const opener = createOpener({ mediaKey, origin, kind, memory });
  return async (data) => {
    const opened = await opener.open(data);
    return opened.is === 'opened' ? opened.frame : opened.is;
  };
}
