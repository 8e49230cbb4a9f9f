import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a `kill -9` leaves behind: of our own process, a PostgreSQL that still runs on the data folder; of PostgreSQL, a
 * lock file whose process number may by now belong to somebody else. Both are cleared before a new start.
 */
export type Folder = { readonly cluster: string; readonly ownerFile: string };

const STOP_MS = 8_000;
const POLL_MS = 25;

/** Notes that this process is the one whose PostgreSQL runs there. */
export function claim(folder: Folder): void {
  writeFileSync(folder.ownerFile, `${process.pid}\n`, { mode: 0o600 });
}

/**
 * Stops a PostgreSQL left running on the folder and removes a stale lock file. Throws when it belongs to a Holdspace that
 * still runs.
 */
export async function clearLeftovers(folder: Folder): Promise<'nothing' | 'stale_lock' | 'orphan'> {
  const lockFile = join(folder.cluster, 'postmaster.pid');
  const pid = numberIn(lockFile);
  if (pid === undefined) return 'nothing';
  const found = describe(pid);
  if (!found?.command.includes(folder.cluster)) {
    rmSync(lockFile, { force: true });
    return 'stale_lock';
  }
  const owner = numberIn(folder.ownerFile);
  if (found.parent === owner && owner !== process.pid) {
    throw new Error(`Another Holdspace (process ${owner}) uses the database in ${folder.cluster}.`);
  }
  await stop(pid);
  rmSync(lockFile, { force: true });
  return 'orphan';
}

/** Asks for a fast shutdown, and ends the process when that takes too long: the log makes up for it at the next start. */
async function stop(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!signalTo(pid, signal)) return;
    for (let waited = 0; waited < STOP_MS; waited += POLL_MS) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (!signalTo(pid, 0)) return;
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) cannot be stopped.`);
}

/** Whether there is such a process (a zombie is none). */
function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return describe(pid) !== undefined;
  } catch {
    return false;
  }
}

/** The parent and the command line of a process, or undefined when there is none. A bare Linux has no `ps`, a Mac no /proc. */
function describe(pid: number): { parent: number; command: string } | undefined {
  try {
    return process.platform === 'linux' ? describeByProc(pid) : describeByPs(pid);
  } catch {
    return undefined;
  }
}

/** See proc_pid_stat(5): the name in parentheses may hold anything, then come state and parent. */
function describeByProc(pid: number): { parent: number; command: string } | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') };
}

function describeByPs(pid: number): { parent: number; command: string } | undefined {
  const line = execFileSync('ps', ['-o', 'ppid=,stat=,args=', '-ww', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const match = /^(\d+)\s+(\S+)\s+(.*)$/s.exec(line);
  if (match === null || match[2]?.startsWith('Z')) return undefined;
  return { parent: Number(match[1]), command: match[3] ?? '' };
}

function numberIn(file: string): number | undefined {
  try {
    const number = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isSafeInteger(number) && number > 0 ? number : undefined;
  } catch {
    return undefined;
  }
}
