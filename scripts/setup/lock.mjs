import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { at } from './paths.mjs';

const FILE = at('build', 'setup.lock');

/** Two set-ups in one folder take turns. A lock whose process is gone counts for nothing. */
export async function withLock(work) {
  mkdirSync(at('build'), { recursive: true });
  for (let told = false; !take(); told = true) {
    if (!told) console.log(`Waiting for another set-up (process ${holder()}) …`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const release = () => rmSync(FILE, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function take() {
  try {
    writeFileSync(FILE, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(holder())) rmSync(FILE, { force: true });
    return false;
  }
}

function holder() {
  try {
    return Number(readFileSync(FILE, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
