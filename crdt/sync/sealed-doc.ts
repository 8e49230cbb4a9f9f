/**
 * One doc of a room, alive: reads its log, takes what arrives, sends what is written here, and stops at the first thing that
 * must not be. What arrives while the log is being read waits until it is read.
 */
import { fromHex } from '../base/bytes.ts';
import { createCatchUp } from './catch-up.ts';
import type { Link } from './chain.ts';
import type { Committed } from './committed.ts';
import type { SyncFailure } from './failure.ts';
import { createInbox } from './inbox.ts';
import { createOutbox, type Sealed } from './outbox.ts';
import type { SealedDoc, SealedDocDeps } from './sealed-doc-types.ts';
import { createSealer } from './sealer.ts';
import { createSnapshots, TAIL_UPDATES } from './snapshots.ts';
import { createWatermark } from './watermark.ts';

type Arrival = { readonly relay: Uint8Array } | { readonly notice: Committed };
const RETRY_MS = 1000;
/** How often in a row a committed notice may speak of the unknown before it is the server that is wrong. */
const MOST_GAPS = 3;
const MOST_REFUSALS = 20;
/** Not now; all others mean never. */
const PASSING = new Set(['too_fast', 'not_ready', 'counter_gap', 'internal']);

export function createSealedDoc(deps: SealedDocDeps): SealedDoc {
  const { doc, keys, self, door, clock, random } = deps;
  const inbox = createInbox({ doc, keys, senders: deps.senders });
  const sealer = createSealer({ doc, keys, self, random, inbox });
  const watermark = createWatermark(deps.watermarks, keys.room, doc);
  const stored = deps.outbox.load(keys.room, self.member, doc).catch((): readonly Uint8Array[] => []);
  const catchUp = createCatchUp({ doc, keys, inbox, deliver: deps.deliver, onKept });
  let phase: 'away' | 'opening' | 'live' | 'failed' | 'closed' = 'away';
  let readOnly = false;
  let started = false;
  let turn = 0;
  let gaps = 0;
  let refusals = 0;
  let acknowledged = 0;
  let ownSince = 0;
  let progress = { received: 0, total: 0 };
  let queue: Arrival[] = [];
  let cancelRetry: (() => void) | undefined;

  const outbox = createOutbox({
    clock,
    seal(update) {
      if (catchUp.chain === undefined) throw new Error('an outbox starts only behind a log that was opened');
      return sealer.update(update, catchUp.chain);
    },
    keep: (sealed) => deps.outbox.put(keys.room, self.member, [sealed]),
    forget: (link) => void deps.outbox.remove(keys.room, self.member, doc, deviceOf(link), link.counter).catch(() => undefined),
    send: (sealed) => door.append(sealed),
    onCount: deps.onCount,
    onTooLarge: () => stop('refused'),
  });
  const snapshots = createSnapshots({
    clock,
    tailUpdates: deps.tailUpdates ?? TAIL_UPDATES,
    delayMs: () => (readOnly ? undefined : deps.snapshotDelayMs()),
    write(replaces) {
      const { chain } = catchUp;
      if (phase !== 'live' || readOnly || chain === undefined) return undefined;
      const at = chain.end.seq;
      const sealed = sealer.snapshot(deps.encodeState(), chain);
      return sealed && door.snapshot(replaces, sealed).then((reply) => ({ at, reply }));
    },
  });

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

  function onKept(link: Link): void {
    if (outbox.settle(link)) {
      refusals = 0;
      if (link.sender === sealer.own && link.counter > ownSince) acknowledged++;
      deps.onCount();
    }
    if (catchUp.chain !== undefined) snapshots.grown(catchUp.chain.end.seq, link.bytes);
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
    void watermark.check(chain, door).then((found) => mine === turn && found !== undefined && stop(found));
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
      if (link.counter <= chain.counterOf(link.sender)) {
        void deps.outbox.remove(keys.room, self.member, doc, link.header.device, link.counter).catch(() => undefined);
        continue;
      }
      chain.offer(link);
      if (link.update !== undefined) deps.deliver(link.update);
      entries.push({ link, sealed });
    }
    ownSince = inbox.lastOf(sealer.own);
    outbox.start(readOnly ? [] : entries);
    snapshots.begin(catchUp.snapshotAt);
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
    const { header, update, digest, sender, counter, clock, bytes } = accepted.value;
    // What was here before, or lies behind a snapshot, was not opened now: its header may be anybody's word.
    const reason = update === undefined ? undefined : chain.claim({ seq: header.seenSeq, head: header.seenHead });
    if (reason !== undefined) return stop(reason);
    if (counter > chain.counterOf(sender)) chain.offer({ digest, sender, counter, clock, bytes });
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
    for (const link of outcome.links) onKept(link);
    if (outcome.links.length > 0 && catchUp.chain !== undefined) watermark.save(catchUp.chain.end);
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
      if (started) await outbox.drained();
      phase = 'closed';
      halt();
      outbox.close();
    },
  };
}

/** The device in the sender's 24 bytes. */
const deviceOf = (link: Link): Uint8Array => fromHex(link.sender)?.subarray(16) ?? new Uint8Array(8);
