/** `npm run setup`: everything that `npm start` needs, without starting. */
import { prepare } from './setup/prepare.mjs';
import { runMain } from './setup/report.mjs';

await runMain(async () => {
  await prepare({ tests: process.argv.includes('--tests') });
});
