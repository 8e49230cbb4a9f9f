/**
 * For the benchmark alone: makes the browser's transforms do nothing at all, to see what sealing costs. The product has
 * no such switch. Everything before the frames (the order of `ready` and produce) stays as it is.
 */
import type { FromWorker } from '#media/frames/words.ts';

/** Returns what stands in for the frame worker. */
export function pretendSealing(): () => Worker {
  const transforms = new WeakMap<object, unknown>();
  const pretended = { get: transformOf, set: keepTransform, configurable: true };
  function transformOf(this: object): unknown {
    return transforms.get(this);
  }
  function keepTransform(this: object, transform: unknown): void {
    transforms.set(this, transform);
  }
  Object.defineProperty(RTCRtpSender.prototype, 'transform', pretended);
  Object.defineProperty(RTCRtpReceiver.prototype, 'transform', pretended);

  const worker = new EventTarget() as Worker;
  worker.postMessage = () => undefined;
  worker.terminate = () => undefined;
  const say = (data: FromWorker): void => void worker.onmessage?.(new MessageEvent('message', { data }));
  class Nothing {
    constructor(_: Worker, { id }: { id: string }) {
      queueMicrotask(() => {
        say({ is: 'ready', id });
        say({ is: 'passing', id });
      });
    }
  }
  Reflect.set(globalThis, 'RTCRtpScriptTransform', Nothing);
  return () => worker;
}
