/** `npm start`: set-up, then the server under the pinned Node, until a signal ends it. `npm start -- --help` prints every setting. */
import { spawn } from 'node:child_process';
import { at, ROOT, WORKER } from './setup/paths.mjs';
import { prepare, prepareHelp } from './setup/prepare.mjs';
import { runMain } from './setup/report.mjs';
import { show } from './setup/run.mjs';

const STARTER_CHECK_MS = 500;

await runMain(async () => {
  if (process.argv.includes('--help')) return show(await prepareHelp(), [at('server', 'help.ts')]);
  return serve(await prepare());
});

/**
 * The channel ties the server's life to ours: it stops when we are gone, however we went. We stop when npm is gone:
 * a `kill -9` of npm does not reach us. (package.json says `exec node …`, so that no shell stands between npm and us.)
 */
function serve(node) {
  return new Promise((resolve, reject) => {
    const env = { MEDIASOUP_WORKER_BIN: WORKER, ...process.env };
    const server = spawn(node, [at('server', 'main.ts')], { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGTERM'));
    const npm = process.ppid;
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event !== undefined && process.ppid !== npm) server.kill('SIGTERM');
    }, STARTER_CHECK_MS);
    server.once('error', reject);
    server.once('exit', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
}
