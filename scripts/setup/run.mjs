import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from './paths.mjs';

/** Runs a program to its end with its output shown; resolves to its exit code. */
export function show(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a program with its output kept back, line by line to `onLine`; resolves to `{ code, output }` (the last 4,000 characters). */
export function quiet(file, args, { onLine, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output = `${output}${line}\n`.slice(-4_000);
        onLine?.(line);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Whether a program runs and says that all is well. */
export const succeeds = (file, args) => spawnSync(file, args, { stdio: 'ignore' }).status === 0;

/** Whether there is such a program on the PATH. */
export const hasProgram = (name) => succeeds('sh', ['-c', `command -v ${name}`]);
