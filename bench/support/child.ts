/** A child process that speaks JSON lines: what it prints are its answers, what it reads are commands. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Child = {
  readonly pid: number;
  readonly process: ChildProcess;
  /** The next JSON line with this `is`; rejects when the child ends first. */
  next<Message extends { readonly is: string }>(is: Message['is']): Promise<Message>;
  tell(command: object): void;
  /** Kills it and waits. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

export function startChild(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.pid === undefined) throw new Error(`cannot start ${command}`);
  const kept: { is: string }[] = [];
  const waiting: { is: string; resolve(message: object): void; reject(error: Error): void }[] = [];
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{"is"')) return;
    const message = JSON.parse(line) as { is: string };
    const at = waiting.findIndex(({ is }) => is === message.is);
    if (at < 0) kept.push(message);
    else waiting.splice(at, 1)[0]?.resolve(message);
  });
  void exited.then(() => {
    for (const { is, reject } of waiting) reject(new Error(`${command} ${args.join(' ')} ended before "${is}"`));
  });
  return {
    pid: child.pid,
    process: child,
    next: async (is) => {
      const at = kept.findIndex((message) => message.is === is);
      if (at >= 0) return kept.splice(at, 1)[0] as never;
      return await new Promise((resolve, reject) => waiting.push({ is, resolve: (message) => resolve(message as never), reject }));
    },
    tell: (message) => {
      child.stdin.write(`${JSON.stringify(message)}\n`);
    },
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
    },
  };
}

/** In the child: answers with one line. */
export const answer = (message: { readonly is: string }): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};
/** In the child: the commands that come. */
export async function* commands(): AsyncGenerator<Record<string, unknown>> {
  for await (const line of createInterface({ input: process.stdin })) yield JSON.parse(line) as Record<string, unknown>;
}
