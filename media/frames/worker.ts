/** The frame worker: one for a page. The browser hands it a transformer for each track; keys never leave it. */
import type { SessionMemory } from './cipher.ts';
import { createFramePipe, type Frame, type FramePipe } from './pipe.ts';
import type { FromWorker, ToWorker, TransformOptions } from './words.ts';

/** The part of DedicatedWorkerGlobalScope used here; TypeScript's DOM and worker libraries exclude each other. */
type Transformer = {
  readonly readable: ReadableStream<Frame>;
  readonly writable: WritableStream<Frame>;
  readonly options: TransformOptions;
};
type FrameWorkerScope = {
  onrtctransform: ((event: { readonly transformer: Transformer }) => void) | null;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(word: FromWorker): void;
};

function serve(scope: FrameWorkerScope): void {
  const memory: SessionMemory = new Map();
  const pipes = new Map<string, FramePipe>();
  let lastStart = 0;
  const startMs = (): number => (lastStart = Math.max(lastStart + 1, Date.now()));
  const say = (word: FromWorker): void => scope.postMessage(word);

  const attach = async ({ readable, writable, options }: Transformer): Promise<void> => {
    const pipe = await createFramePipe(options, { memory, startMs, say });
    pipes.set(options.id, pipe);
    const stream = new TransformStream<Frame, Frame>({
      transform: (frame, controller) => pipe.transform(frame, (done) => controller.enqueue(done)),
    });
    const done = readable.pipeThrough(stream).pipeTo(writable);
    say({ is: 'ready', id: options.id });
    await done;
  };

  scope.onrtctransform = ({ transformer }) => {
    const { id } = transformer.options;
    // The streams end with an error when the track's connection closes; there is nothing left to do then.
    const end = (): void => void pipes.delete(id);
    attach(transformer).then(end, end);
  };
  scope.onmessage = ({ data: { id } }) => {
    const counts = pipes.get(id)?.counts ?? { passed: 0, failed: 0, repeated: 0 };
    say({ is: 'counts', id, counts: { ...counts } });
  };
}

serve(self as unknown as FrameWorkerScope);
