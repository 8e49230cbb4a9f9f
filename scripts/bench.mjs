/** `npm run bench -- NAME`: set-up, then bench/NAME.ts under the pinned Node. */
import { existsSync, readdirSync } from 'node:fs';
import { at, WORKER } from './setup/paths.mjs';
import { prepare } from './setup/prepare.mjs';
import { runMain, SetupError } from './setup/report.mjs';
import { show } from './setup/run.mjs';

await runMain(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  if (!/^[a-z-]+$/.test(name) || !existsSync(at('bench', `${name}.ts`))) {
    const names = readdirSync(at('bench'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -3));
    throw new SetupError(`Which benchmark? npm run bench -- NAME, with NAME one of: ${names.join(', ')}`);
  }
  const node = await prepare({ tests: true });
  return show(node, [at('bench', `${name}.ts`), ...args], { env: { MEDIASOUP_WORKER_BIN: WORKER, ...process.env } });
});
