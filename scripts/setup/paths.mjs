import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, wherever it was called from. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const at = (...parts) => join(ROOT, ...parts);

/** The media worker that the server starts. */
export const WORKER = at('build', 'mediasoup-worker');
/** Where compiled workers are kept, so that a fresh clone need not compile again. */
export const CACHE = process.env.HOLDSPACE_CACHE || at('build', 'cache');
