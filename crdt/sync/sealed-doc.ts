/**
 * One doc of a room, alive: reads its log, takes what arrives, sends what is written here, and stops at the first thing that
 * must not be. What arrives while the log is being read waits until it is read.
 */
import type { Clock } from '../base/clock.ts';
import { hex } from '../base/bytes.ts';
import type { DocName } from '../base/docs.ts';
import type { Random } from '../base/random.ts';
import { senderBytes } from '../crypto/hash.ts';
import { seal } from '../crypto/seal.ts';
import { createCatchUp, type Chunk } from './catch-up.ts';
import type { Link } from './chain.ts';
import type { Committed } from './committed.ts';
import type { SyncFailure } from './failure.ts';
import { createInbox } from './inbox.ts';
import { createOutbox, type Sealed } from './outbox.ts';
import type { LogDoor, OutboxStorage, RoomKeys, Self, WatermarkStorage } from './ports.ts';
import { sealSnapshot } from './snapshot.ts';
import { createSnapshots } from './snapshots.ts';
import { checkWatermark, createWatermark } from './watermark.ts';

export type SealedDocState =
  | { readonly is: 'opening'; readonly received: number; readonly total: number }
  | { readonly is: 'live' }
  | { readonly is: 'away' }
  | { readonly is: 'read-only' }
  | { readonly is: 'failed'; readonly reason: SyncFailure };

type Deps = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  readonly self: Self;
  readonly door: LogDoor;
  readonly outbox: OutboxStorage;
  readonly watermarks: WatermarkStorage;
  readonly clock: Clock;
  readonly random: Random;
  /** Hands an opened update to Yjs. */
  deliver(update: Uint8Array): void;
  /** Runs `work`, whose deliveries Yjs may take as one transaction. */
  batch(work: () => void): void;
  /** The doc's whole Yjs state, for a snapshot. */
  encodeState(): Uint8Array;
  /** See snapshots.ts. */
  snapshotDelayMs(): number | undefined;
  onState(state: SealedDocState): void;
  /** `unkept` or `acknowledged` changed. */
  onCount(): void;
  onSynced(): void;
  /** A sender (hex of its 24 bytes) wrote here for the first time. */
  onSender(sender: string): void;
};

export type SealedDoc = {
  readonly unkept: number;
  /** Updates of this sender that were sealed in this object's life and found durable. */
  readonly acknowledged: number;
  push(update: Uint8Array): void;
  /** The connection stands in the room: (re)opens the doc. */
  enter(): void;
  /** The connection is gone. */
  leave(): void;
  tail(chunk: Chunk): void;
  relay(sealed: Uint8Array): void;
  committed(notice: Committed): void;
  refused(code: string): void;
  /** The room has ended: nothing more is written. */
  endWriting(): void;
  /** Stops the doc for a reason found elsewhere: Yjs threw on an update. */
  fail(reason: SyncFailure): void;
  /** Lays down what is still being gathered, then stops. Idempotent. */
  close(): Promise<void>;
};

type Arrival = { readonly relay: Uint8Array } | { readonly notice: Committed };
const RETRY_MS = 1000;
/** How often in a row a committed notice may speak of the unknown before it is the server that is wrong. */
const MOST_GAPS = 3;
const MOST_REFUSALS = 20;
/** The server could not take it now; all others mean that it never will. */
const PASSING = new Set(['too_fast', 'not_ready', 'counter_gap', 'internal']);

export function createSealedDoc(deps: Deps): SealedDoc {
  const { doc, keys, self, door, clock, random } = deps;
  const own = hex(senderBytes(self.member, self.device));
  const inbox = createInbox({ doc, keys, onSender: deps.onSender });
  const watermark = createWatermark(deps.watermarks, keys.room, doc);
  const stored = deps.outbox.load(keys.room, self.member, doc).catch((): readonly Uint8Array[] => []);
  const catchUp = createCatchUp({ doc, keys, inbox, deliver: deps.deliver, onKept });
  let phase: 'away' | 'opening' | 'live' | 'failed' | 'closed' = 'away';
  let readOnly = false;
  let started = false;
  let markHolds = false;
  let turn = 0;
  let gaps = 0;
  let refusals = 0;
  let acknowledged = 0;
  let snapshotCounter = 0;
  let ownSince = 0;
  let progress = { received: 0, total: 0 };
  let queue: Arrival[] = [];
  let cancelRetry: (() => void) | undefined;

  const outbox = createOutbox({
    clock,
    seal: sealNext,
    keep: (sealed) => deps.outbox.put(keys.room, self.member, [sealed]),
    forget: (link) => void deps.outbox.remove(keys.room, self.member, doc, deviceOf(link), link.counter).catch(() => undefined),
    send: (sealed) => door.append(sealed),
    onCount: deps.onCount,
    onTooLarge: () => stop('refused'),
  });
  const snapshots = createSnapshots({ clock, delayMs: () => (readOnly ? undefined : deps.snapshotDelayMs()), write: writeSnapshot });

  const isStopped = (): boolean => phase === 'failed' || phase === 'closed';

  function stop(reason: SyncFailure): void {
    if (isStopped()) return;
    phase = 'failed';
    halt();
    deps.onState({ is: 'failed', reason });
  }

  function halt(): void {
    turn++;
    queue = [];
    cancelRetry?.();
    outbox.pause();
    snapshots.close();
  }

  function sealNext(update: Uint8Array): Sealed {
    const key = keys.keyOf(doc, keys.epoch);
    const chain = catchUp.chain;
    if (key === undefined || chain === undefined) throw new Error('an outbox starts only behind a log that was opened');
    const { member, device, signSecret } = self;
    const seen = { seenSeq: chain.end.seq, seenHead: chain.end.head };
    const counter = inbox.lastOf(own) + 1;
    const header = { kind: 'update', doc, epoch: keys.epoch, room: keys.room, member, device, counter, ...seen } as const;
    const sealed = seal({ header, content: update, key, signSecret, random });
    const link = inbox.own(sealed, header);
    chain.offer(link);
    return { link, sealed };
  }

  function writeSnapshot(replaces: number) {
    const end = catchUp.chain?.end;
    if (phase !== 'live' || readOnly || end === undefined) return undefined;
    const counters = catchUp.chain?.counters ?? new Map<string, number>();
    const snapshot = { end, counters, state: deps.encodeState() };
    const sealed = sealSnapshot({ doc, keys, self, random, counter: ++snapshotCounter, snapshot });
    return sealed && door.snapshot(replaces, sealed).then((reply) => ({ at: end.seq, reply }));
  }

  function onKept(link: Link, bytes: number): void {
    if (outbox.settle(link)) {
      refusals = 0;
      if (link.sender === own && link.counter > ownSince) acknowledged++;
      deps.onCount();
    }
    if (catchUp.chain !== undefined) snapshots.grown(catchUp.chain.end.seq, bytes);
    progress.received++;
  }

  function reopen(): void {
    if (isStopped()) return;
    phase = 'opening';
    outbox.pause();
    progress = { received: 0, total: 0 };
    deps.onState({ is: 'opening', ...progress });
    void read(++turn);
  }

  async function read(mine: number): Promise<void> {
    const after = catchUp.chain?.end.seq ?? null;
    const reply = await door.open(after);
    const left = started ? [] : await stored;
    if (mine !== turn) return;
    if (!reply.ok) {
      cancelRetry = clock.after(RETRY_MS, reopen);
      return;
    }
    const { chain, reason } = catchUp.finish(reply.value, after);
    if (reason !== undefined) return stop(reason);
    if (!started) start(left);
    void checkMark(mine, chain.end);
    if (isStopped()) return;
    phase = 'live';
    if (!readOnly) outbox.resume();
    drain();
    if (phase !== 'live') return;
    deps.onState({ is: readOnly ? 'read-only' : 'live' });
    deps.onSynced();
  }

  /** The log is read for the first time: what was left here unkept follows it, and own updates may be sealed from now on. */
  function start(left: readonly Uint8Array[]): void {
    started = true;
    const chain = catchUp.chain;
    const entries: Sealed[] = [];
    for (const sealed of left) {
      const accepted = inbox.accept(sealed);
      if (!accepted.ok || chain === undefined) continue;
      const link = accepted.value;
      if (link.counter <= (chain.counters.get(link.sender) ?? 0)) {
        void deps.outbox.remove(keys.room, self.member, doc, link.header.device, link.counter).catch(() => undefined);
        continue;
      }
      chain.offer(link);
      if (link.update !== undefined) deps.deliver(link.update);
      entries.push({ link, sealed });
    }
    ownSince = inbox.lastOf(own);
    outbox.start(readOnly ? [] : entries);
    snapshots.begin(catchUp.snapshotAt);
  }

  async function checkMark(mine: number, end: { readonly seq: number; readonly head: Uint8Array }): Promise<void> {
    const chain = catchUp.chain;
    const mark = markHolds ? undefined : await watermark.load();
    const checked = mark === undefined || chain === undefined ? 'continues' : await checkWatermark(chain, mark, door);
    if (mine !== turn || checked === 'unasked') return;
    if (checked !== 'continues') return stop(checked);
    markHolds = true;
    watermark.save(catchUp.chain?.end ?? end);
  }

  function drain(): void {
    const arrivals = queue;
    queue = [];
    for (const [i, arrival] of arrivals.entries()) {
      arrive(arrival);
      if (phase === 'live') continue;
      if (phase === 'opening') queue.push(...arrivals.slice(i + 1));
      return;
    }
  }

  function arrive(arrival: Arrival): void {
    if (phase === 'opening') queue.push(arrival);
    else if (phase === 'live') deps.batch(() => ('relay' in arrival ? takeRelay(arrival.relay) : takeNotice(arrival.notice)));
  }

  function takeRelay(sealed: Uint8Array): void {
    const chain = catchUp.chain;
    const accepted = inbox.accept(sealed);
    if (!accepted.ok) return stop(accepted.code);
    if (chain === undefined) return;
    const { header, update, counter, sender } = accepted.value;
    const reason = chain.claim({ seq: header.seenSeq, head: header.seenHead });
    if (reason !== undefined) return stop(reason);
    if (counter > (chain.counters.get(sender) ?? 0)) chain.offer({ digest: accepted.value.digest, sender, counter });
    if (update !== undefined) deps.deliver(update);
  }

  function takeNotice(notice: Committed): void {
    const outcome = catchUp.chain?.commit(notice) ?? { is: 'gap' as const };
    if (outcome.is === 'broken') return stop(outcome.reason);
    if (outcome.is === 'gap') {
      if (++gaps > MOST_GAPS) return stop('chain-broken');
      reopen();
      queue.push({ notice });
      return;
    }
    gaps = 0;
    for (const link of outcome.links) onKept(link, 0);
    if (markHolds && outcome.links.length > 0 && catchUp.chain !== undefined) watermark.save(catchUp.chain.end);
  }

  function endWriting(): void {
    if (readOnly || isStopped()) return;
    readOnly = true;
    outbox.pause();
    if (phase === 'live') deps.onState({ is: 'read-only' });
  }

  return {
    get unkept() {
      return readOnly ? 0 : outbox.unkept;
    },
    get acknowledged() {
      return acknowledged;
    },
    push(update) {
      if (!readOnly && !isStopped()) outbox.push(update);
    },
    enter: reopen,
    leave() {
      if (isStopped()) return;
      turn++;
      phase = 'away';
      queue = [];
      cancelRetry?.();
      outbox.pause();
      deps.onState(readOnly ? { is: 'read-only' } : { is: 'away' });
    },
    tail(chunk) {
      if (phase !== 'opening') return;
      deps.batch(() => {
        const reason = catchUp.take(chunk);
        if (reason !== undefined) stop(reason);
      });
      progress.total = Math.max(progress.total, chunk.to);
      if (!isStopped()) deps.onState({ is: 'opening', ...progress });
    },
    relay: (sealed) => arrive({ relay: sealed }),
    committed: (notice) => arrive({ notice }),
    refused(code) {
      if (isStopped()) return;
      if (code === 'room_ended') endWriting();
      else if (code === 'doc_not_open') reopen();
      else if (PASSING.has(code) && ++refusals < MOST_REFUSALS) outbox.retry();
      else stop('refused');
    },
    endWriting,
    fail: stop,
    async close() {
      if (phase === 'closed') return;
      if (phase !== 'failed' && started) await outbox.drained();
      phase = 'closed';
      halt();
      outbox.close();
    },
  };
}

const deviceOf = (link: Link): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, i) => Number.parseInt(link.sender.slice(32 + 2 * i, 34 + 2 * i), 16));
