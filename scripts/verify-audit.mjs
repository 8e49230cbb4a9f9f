/**
 * `npm run audit:verify [-- --against FILE]`: whether the audit log is the one that was written. Exit code 1 when it is not, 2 when it cannot be read.
 * `npm run audit:checkpoint [-- FILE]`: its newest signed checkpoint, to be kept elsewhere.
 */
import { at } from './setup/paths.mjs';
import { prepareHelp } from './setup/prepare.mjs';
import { runMain } from './setup/report.mjs';
import { show } from './setup/run.mjs';

await runMain(async () => show(await prepareHelp(), [at('server', 'verify-audit.ts'), ...process.argv.slice(2)]));
