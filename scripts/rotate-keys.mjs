/** `npm run rotate-keys`: a new deployment key, and everything sealed at rest brought under it; `-- --check` only looks. */
import { at } from './setup/paths.mjs';
import { prepareHelp } from './setup/prepare.mjs';
import { runMain } from './setup/report.mjs';
import { show } from './setup/run.mjs';

await runMain(async () => show(await prepareHelp(), [at('server', 'rotate-keys.ts'), ...process.argv.slice(2)]));
