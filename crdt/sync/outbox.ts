/**
 * Own updates on their way to being kept: gathered for a moment, sealed, laid down on this device, and only then sent, in the
 * order of their counters, again after every reconnect, until the chain says that they are kept.
 */
import * as Y from 'yjs';
import type { Clock } from '../base/clock.ts';
import { sealedLength, SEALED_LIMIT } from '../crypto/seal.ts';
import type { Link } from './chain.ts';
import { createPace } from './pace.ts';

/** Updates that come while the last is being laid down go out as one, up to this; a merged update should not near the limit. */
const MERGE_BYTES = 64 * 1024;
/** At most this often a new update is sealed; what comes between goes out together. */
const GATHER_MS = 10;
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
/** After this long without any news everything is sent again: a repetition is harmless, and a lost message would wait for ever. */
const STUCK_MS = 10_000;

export type Sealed = { readonly link: Link; readonly sealed: Uint8Array };

type Deps = {
  readonly clock: Clock;
  /** Seals the next own update and tells the chain of it; undefined when it must not go out. */
  seal(update: Uint8Array): Sealed | undefined;
  /** Lays down sealed updates so that they survive a crash. */
  keep(sealed: Uint8Array): Promise<void>;
  /** They are kept by the server now: forgets them here. */
  forget(link: Link): void;
  /** The same one as it is to be sent now: under the current epoch, sealed anew where that has turned since. */
  current(entry: Sealed): Sealed;
  send(sealed: Uint8Array): void;
  onCount(): void;
  /** An update that can never be sent: it is larger than the contract allows, or must not go out. */
  onUnfit(why: 'too-large' | 'not-to-be-sealed'): void;
};

export type Outbox = {
  /** Own updates that are not known to be kept, the ones still being gathered and laid down included. */
  readonly unkept: number;
  push(update: Uint8Array): void;
  /** From here on updates are sealed; `left` are those that earlier page loads (or this one) left behind. */
  start(left: readonly Sealed[]): void;
  /** The doc is open at the server: sends everything, in order. */
  resume(): void;
  pause(): void;
  /** The server could not take one now: all again, a little later. */
  retry(): void;
  /** The epoch has turned: what is not kept goes out under the new one. What is laid down stays as it is; whoever reads it seals it anew as well. */
  turned(): void;
  has(link: Link): boolean;
  /** An update became durable; false when it was not ours. */
  settle(link: Link): boolean;
  /** Resolves when nothing is left to lay down. */
  drained(): Promise<void>;
  close(): void;
};

export function createOutbox({ clock, seal, keep, forget, current, send, onCount, onUnfit }: Deps): Outbox {
  const pace = createPace(clock);
  const entries: Sealed[] = [];
  const gathered: Uint8Array[] = [];
  let started = false;
  let online = false;
  let closed = false;
  let sent = 0;
  /** 1 while a sealed update is neither gathered any more nor sent yet. */
  let layingDown = 0;
  let settledAt = clock.now();
  let lastSealedAt = Number.NEGATIVE_INFINITY;
  let retryMs = RETRY_MS;
  let working: Promise<void> | undefined;
  /** Ends the gathering that is going on; set once somebody leaves, who does not wait for company. */
  let release: (() => void) | undefined;
  let hurry = false;
  const timers = new Map<string, () => void>();

  const placeOf = ({ sender, counter }: Link): number =>
    entries.findIndex(({ link }) => link.sender === sender && link.counter === counter);

  function later(name: string, delayMs: number, task: () => void): void {
    if (timers.has(name) || closed) return;
    timers.set(
      name,
      clock.after(delayMs, () => {
        timers.delete(name);
        task();
      }),
    );
  }

  function pump(): void {
    while (online && !closed && sent < entries.length) {
      const waitMs = pace.take();
      if (waitMs > 0) return later('pump', waitMs, pump);
      const entry = entries[sent++];
      if (entry !== undefined) send(entry.sealed);
      later('stuck', STUCK_MS, unstick);
    }
  }

  function unstick(): void {
    if (!online || entries.length === 0) return;
    if (clock.now() - settledAt >= STUCK_MS) sent = 0;
    pump();
    later('stuck', STUCK_MS, unstick);
  }

  /** As many gathered updates as fit together, as one. */
  function nextUpdate(): Uint8Array {
    let bytes = 0;
    const fits = gathered.findIndex((update, i) => (bytes += update.length) > MERGE_BYTES && i > 0);
    const together = gathered.splice(0, fits === -1 ? gathered.length : fits);
    return together.length === 1 && together[0] !== undefined ? together[0] : Y.mergeUpdates(together);
  }

  async function work(): Promise<void> {
    // A microtask, so that all updates of one turn of the event loop go out together.
    await Promise.resolve();
    while (gathered.length > 0 && started && !closed) {
      const waitMs = lastSealedAt + GATHER_MS - clock.now();
      if (waitMs > 0 && waitMs <= GATHER_MS && !hurry) {
        await new Promise<void>((resolve) => {
          release = resolve;
          later('gather', waitMs, resolve);
        });
      }
      if (closed) return;
      lastSealedAt = clock.now();
      const update = nextUpdate();
      if (sealedLength(update.length) > SEALED_LIMIT.update) {
        onUnfit('too-large');
        return;
      }
      const entry = seal(update);
      if (entry === undefined) {
        onUnfit('not-to-be-sealed');
        return;
      }
      layingDown = 1;
      // A disk that is full or shut must not keep anybody from being heard: then the update is sent all the same.
      await keep(entry.sealed).catch(() => undefined);
      layingDown = 0;
      entries.push(current(entry));
      onCount();
      pump();
    }
  }

  function wake(): void {
    if (!started || closed || gathered.length === 0) return;
    working ??= work().finally(() => {
      working = undefined;
      wake();
    });
  }

  function resend(): void {
    sent = 0;
    pump();
  }

  return {
    get unkept() {
      return entries.length + gathered.length + layingDown;
    },
    push(update) {
      if (closed) return;
      gathered.push(update);
      onCount();
      wake();
    },
    start(left) {
      entries.push(...left);
      started = true;
      onCount();
      wake();
    },
    resume() {
      online = true;
      resend();
    },
    pause() {
      online = false;
    },
    retry() {
      if (!online) return;
      later('retry', retryMs, resend);
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      sent = entries.length;
    },
    turned() {
      for (const [i, entry] of entries.entries()) entries[i] = current(entry);
    },
    has: (link) => placeOf(link) !== -1,
    settle(link) {
      const index = placeOf(link);
      if (index === -1) return false;
      entries.splice(index, 1);
      if (index < sent) sent--;
      retryMs = RETRY_MS;
      settledAt = clock.now();
      forget(link);
      onCount();
      return true;
    },
    async drained() {
      hurry = true;
      release?.();
      while (working !== undefined) await working;
    },
    close() {
      closed = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
      release?.();
    },
  };
}
