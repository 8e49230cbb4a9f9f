import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { hashOf, readStamp } from './hash.mjs';
import { at, CACHE, WORKER } from './paths.mjs';
import { quiet } from './run.mjs';
import { SetupError } from './report.mjs';
import { ensurePackages, FOR_WORKER } from './system.mjs';

/** What a worker says that was started by hand instead of by mediasoup: it loads, with all its libraries. */
const LOADS = 41;
const PREBUILT_HOST = 'https://github.com/versatica/mediasoup/releases/download';
const CONNECT_MS = 10_000;
const DOWNLOAD_MS = 120_000;
/** One compiler process takes up to this much memory. */
const COMPILER_BYTES = 700e6;

/** Puts a working media worker at build/mediasoup-worker: from the cache, mediasoup's own download, or compiled here. */
export async function prepareWorker(busy, detail) {
  const { version } = JSON.parse(readFileSync(at('node_modules', 'mediasoup', 'package.json'), 'utf8'));
  const key = `${version}-${process.platform}-${process.arch}-${hashOf(['native'])}`;
  const stamp = `${WORKER}.key`;
  if (readStamp(stamp) === key && loads(WORKER)) return 'in place';

  const cached = join(CACHE, `mediasoup-worker-${key}`);
  mkdirSync(CACHE, { recursive: true });
  const keep = (outcome) => {
    copyFileSync(cached, `${WORKER}.new`);
    chmodSync(`${WORKER}.new`, 0o755);
    renameSync(`${WORKER}.new`, WORKER);
    writeFileSync(stamp, `${key}\n`);
    return outcome;
  };
  if (loads(cached)) return keep('taken from the cache');
  busy("fetching mediasoup's own");
  if (await download(version, cached)) return keep('downloaded');
  busy('no download; compiling it from source (3 to 6 minutes, once)');
  detail(`system packages: ${await ensurePackages(FOR_WORKER, 'Compiling the media worker', detail)}`);
  await compile(key, cached, detail);
  return keep('compiled');
}

const loads = (file) => existsSync(file) && spawnSync(file, { stdio: 'ignore', timeout: 10_000 }).status === LOADS;

/** mediasoup's own prebuilt worker, named as its npm-scripts.mjs names it. False when it cannot be had or does not load. */
async function download(version, target) {
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  const base = process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || PREBUILT_HOST;
  const url = `${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
  const folder = `${target}.download`;
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), CONNECT_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) return false;
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), DOWNLOAD_MS);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'worker.tgz'), Buffer.from(await response.arrayBuffer()));
    const { code } = await quiet('tar', ['-xzf', 'worker.tgz'], { cwd: folder });
    const found = join(folder, 'mediasoup-worker');
    if (code !== 0 || !loads(found)) return false;
    renameSync(found, target);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiles with native/Makefile. What a build cut short has finished stays, and the next one goes on from there. */
async function compile(key, target, detail) {
  const out = at('build', `worker-${key}`);
  mkdirSync(out, { recursive: true });
  const make = ['-f', at('native', 'Makefile'), `WORKER=${at('node_modules', 'mediasoup', 'worker')}`, `OUT=${out}`];
  const count = await quiet('make', [...make, 'count']);
  const total = Number.parseInt(count.output, 10);
  if (!(total > 0)) throw new SetupError(`native/Makefile finds no sources of the media worker:\n${count.output}`);
  const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / COMPILER_BYTES)));
  let compiled = 0;
  const onLine = (line) => {
    if (!line.startsWith('compiled ')) return;
    compiled += 1;
    if (compiled % 20 === 0 || compiled === total) detail(`compiled ${compiled} of ${total}`);
  };
  const { code, output } = await quiet('make', [`-j${jobs}`, ...make, 'worker'], { onLine });
  const built = join(out, 'mediasoup-worker');
  if (code !== 0) throw new SetupError(`Compiling the media worker failed:\n${output}`);
  if (!loads(built)) throw new SetupError(`The media worker was compiled but does not run: ${built}`);
  renameSync(built, target);
  rmSync(out, { recursive: true, force: true });
}
