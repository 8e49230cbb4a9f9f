/** Starts the frame worker, the one script of the page that is not a module of it. */
// oxlint-disable-next-line import/default -- the bundler makes this module: its default is the worker's address
import frameWorkerUrl from '../frames/worker.ts?worker&url';

/** What the page's `trusted-types` directive must allow: under Trusted Types a worker's address is nobody's plain string. */
export const FRAME_WORKER_POLICY = 'holdspace-frame-worker';

type Policy = { createScriptURL(url: string): string };
type PolicyFactory = { createPolicy(name: string, rules: Policy): Policy };
const isFactory = (value: unknown): value is PolicyFactory => typeof value === 'object' && value !== null && 'createPolicy' in value;

/** Vouches for this one address and no other; browsers without Trusted Types take the string. */
const policy: Policy = (() => {
  const only: Policy = {
    createScriptURL: (url) => {
      if (url !== frameWorkerUrl) throw new TypeError('not the frame worker');
      return url;
    },
  };
  const factory: unknown = Reflect.get(globalThis, 'trustedTypes');
  return isFactory(factory) ? factory.createPolicy(FRAME_WORKER_POLICY, only) : only;
})();

export const startFrameWorker = (): Worker => new Worker(policy.createScriptURL(frameWorkerUrl), { type: 'module', name: 'frames' });
