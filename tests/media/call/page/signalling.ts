/** The call's signalling over one bare WebSocket that comes back by itself, as the room's connection does. */
import type { Signalling } from '#media/call/signalling.ts';

export type Line = { id?: number; name?: string; body?: Record<string, unknown>; ok?: boolean; code?: string };
type Pending = { resolve(body: Record<string, unknown>): void; reject(error: Error): void };

export function connectSignalling(url: string): Signalling & { cut(): void; close(): void } {
  const listeners = new Map<string, Set<(body: Record<string, unknown>) => void>>();
  const entered = new Set<() => void>();
  const pending = new Map<number, Pending>();
  let socket: WebSocket | undefined;
  let next = 1;
  let closed = false;

  const hear = (line: Line): void => {
    if (line.id !== undefined) {
      const asked = pending.get(line.id);
      pending.delete(line.id);
      if (line.ok === true) asked?.resolve(line.body ?? {});
      else asked?.reject(new Error(line.code));
    } else for (const listener of listeners.get(line.name ?? '') ?? []) listener(line.body ?? {});
  };
  const connect = (): void => {
    if (closed) return;
    socket = new WebSocket(url);
    socket.onopen = () => entered.forEach((listener) => listener());
    socket.onmessage = ({ data }) => hear(revive(JSON.parse(String(data))));
    socket.onclose = () => {
      for (const asked of pending.values()) asked.reject(new Error('away'));
      pending.clear();
      setTimeout(connect, 200);
    };
  };
  connect();

  return {
    request: (name, body) =>
      new Promise((resolve, reject) => {
        if (socket?.readyState !== WebSocket.OPEN) return reject(new Error('away'));
        const id = next++;
        pending.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, name, body }));
      }),
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    onEntered: (listener) => {
      entered.add(listener);
      return () => void entered.delete(listener);
    },
    cut: () => socket?.close(),
    close: () => {
      closed = true;
      socket?.close();
    },
  };
}

/** JSON has no bytes: `device` travels as a list of numbers. */
function revive(line: Line): Line {
  const fix = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fix);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'device' ? Uint8Array.from(inner as number[]) : fix(inner)]),
    );
  };
  return fix(line) as Line;
}
