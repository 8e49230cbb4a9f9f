/** CPU time of a server with all its processes, from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: /proc counts in hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

type Stat = { readonly pid: number; readonly name: string; readonly parent: number; readonly cpuMs: number; readonly rssBytes: number };

/** Fields of /proc/PID/stat (proc(5)): 4 ppid, 14 utime, 15 stime, 16 cutime, 17 cstime (children already reaped), 24 rss in pages. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number): number => Number(fields[field - 3]);
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    return { pid, name, parent: at(4), cpuMs: (at(14) + at(15) + at(16) + at(17)) * TICK_MS, rssBytes: at(24) * 4096 };
  } catch {
    return undefined;
  }
}

/** Every process that descends from one of `roots`, the roots included. */
function treeOf(roots: readonly number[]): readonly Stat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const inside = new Set(roots);
  for (let grew = true; grew;) {
    grew = false;
    for (const { pid, parent } of all) {
      if (!inside.has(parent) || inside.has(pid)) continue;
      inside.add(pid);
      grew = true;
    }
  }
  return all.filter(({ pid }) => inside.has(pid));
}

export type Usage = {
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly processes: number;
  /** CPU by program. */ readonly cpuMsOf: Readonly<Record<string, number>>;
};

export function usageOf(roots: readonly number[]): Usage {
  const tree = treeOf(roots);
  const sum = (value: (stat: Stat) => number): number => tree.reduce((total, stat) => total + value(stat), 0);
  const cpuMsOf: Record<string, number> = {};
  for (const { name, cpuMs } of tree) cpuMsOf[name] = (cpuMsOf[name] ?? 0) + cpuMs;
  return { cpuMsOf, cpuMs: sum((stat) => stat.cpuMs), rssBytes: sum((stat) => stat.rssBytes), processes: tree.length };
}
