/**
 * Puts the sealing between a track and the network. Fail closed, in this order: the transform is made and the worker
 * says `ready`; only then may the track be produced, and the browser sends nothing of it but what the transform passes.
 */
import type { MediaKey, Origin } from './keys.ts';
import type { Kind } from './layout.ts';
import type { Counts, FromWorker, ToWorker, TransformOptions } from './words.ts';

export type Health = 'waiting' | 'sealed' | 'failing';
export type Transform = {
  /** To be called in mediasoup-client's onRtpSender or onRtpReceiver: before the description that starts the flow. */
  attach(to: RTCRtpSender | RTCRtpReceiver): void;
  counts(): Promise<Counts>;
  close(): void;
};
export type TransformRequest = {
  readonly mediaKey: MediaKey;
  readonly origin: Origin;
  readonly kind: Kind;
  /** Hears how it goes: `sealed` once frames pass, `failing` when many in a row do not. */
  readonly onHealth: (health: Health) => void;
};
export type Frames = {
  /** Resolves when the transform of an own track is in place; throws where the browser cannot seal. */
  sealing(request: TransformRequest): Promise<Transform>;
  /** The same for a track of somebody else. Nobody waits for the worker here: until it is ready frames wait, unplayed. */
  opening(request: TransformRequest): Transform;
  close(): void;
};

/** Whether this browser can seal at all; where it cannot there is no call. */
export const canSeal = (): boolean => typeof RTCRtpScriptTransform === 'function';

/** `startWorker` makes the worker of worker.ts; bundlers want its URL written out where they can see it. */
export function createFrames(startWorker: () => Worker): Frames {
  if (!canSeal()) throw new Error('this browser cannot seal frames');
  const worker = startWorker();
  const listeners = new Map<string, (word: FromWorker) => void>();
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => listeners.get(data.id)?.(data);

  const make = (verb: TransformOptions['verb'], { onHealth, ...rest }: TransformRequest): Transform & { ready: Promise<void> } => {
    const id = crypto.randomUUID();
    const ready = Promise.withResolvers<void>();
    const asked: ((counts: Counts) => void)[] = [];
    listeners.set(id, (word) => {
      if (word.is === 'ready') ready.resolve();
      else if (word.is === 'counts') asked.shift()?.(word.counts);
      else onHealth(word.is === 'passing' ? 'sealed' : 'failing');
    });
    worker.addEventListener('error', () => ready.reject(new Error('the frame worker failed')), { once: true });
    const options: TransformOptions = { id, verb, ...rest };
    const transform = new RTCRtpScriptTransform(worker, options);
    return {
      ready: ready.promise,
      attach: (to) => {
        to.transform = transform;
        if (to.transform !== transform) throw new Error('the browser did not take the transform');
      },
      counts: () =>
        new Promise((resolve) => {
          asked.push(resolve);
          worker.postMessage({ ask: 'counts', id } satisfies ToWorker);
        }),
      close: () => void listeners.delete(id),
    };
  };

  return {
    sealing: async (request) => {
      const transform = make('seal', request);
      await transform.ready;
      return transform;
    },
    opening: (request) => {
      const transform = make('open', request);
      // A worker that fails to start opens nothing: the track stays silent and dark.
      transform.ready.catch(() => undefined);
      return transform;
    },
    close: () => {
      worker.terminate();
      listeners.clear();
    },
  };
}
