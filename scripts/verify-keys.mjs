/** `npm run verify-keys`: whether the key directory is the one that was written. Exit code 1 when it is not, 2 when it cannot be read. */
import { at } from './setup/paths.mjs';
import { prepareHelp } from './setup/prepare.mjs';
import { runMain } from './setup/report.mjs';
import { show } from './setup/run.mjs';

await runMain(async () => show(await prepareHelp(), [at('server', 'verify-keys.ts')]));
