/** Which mediasoup-worker to run: mediasoup's own prebuilt one where its install script put it, otherwise the one built here. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PREBUILT = fromRoot('node_modules/mediasoup/worker/out/Release/mediasoup-worker');
const BUILT = fromRoot('build/mediasoup-worker');

/** Absolute path of the worker, or undefined: `npm run setup` has not finished. */
export const findWorkerBin = (): string | undefined => [PREBUILT, BUILT].find((path) => existsSync(path));
