/** Starts the frame worker. The URL stands here as a literal so that the bundler finds and builds it. */
export const startFrameWorker = (): Worker =>
  new Worker(new URL('../frames/worker.ts', import.meta.url), { type: 'module', name: 'frames' });
