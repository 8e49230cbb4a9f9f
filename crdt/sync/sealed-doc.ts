/**
 * One doc of a room, alive: reads its log, takes what arrives, sends what is written here, and stops at the first thing that
 * must not be. What arrives while the log is being read waits until it is read.
 */
import { createArrivals, type Arrival } from './arrivals.ts';
import { createCatchUp } from './catch-up.ts';
import type { Chain, Link } from './chain.ts';
import type { Committed } from './committed.ts';
import type { SyncFailure } from './failure.ts';
import { createEpochTurn, takeLeft } from './epoch-turn.ts';
import { createInbox } from './inbox.ts';
import { createLaidDown } from './laid-down.ts';
import { createOutbox } from './outbox.ts';
import type { SealedDoc, SealedDocDeps } from './sealed-doc-types.ts';
import { createRefusals } from './refusals.ts';
import { createSealer } from './sealer.ts';
import { createSnapshots, TAIL_UPDATES } from './snapshots.ts';
import { createWatermark } from './watermark.ts';

const RETRY_MS = 1000;
const MOST_GAPS = 3; // In a row, a committed notice may speak of the unknown so often before it is the server that is wrong.

export function createSealedDoc(deps: SealedDocDeps): SealedDoc {
  const { doc, keys, self, door, clock, random } = deps;
  const inbox = createInbox({ doc, keys, senders: deps.senders });
  const sealer = createSealer({ doc, keys, self, random, inbox });
  const watermark = createWatermark(deps.watermarks, keys.room, doc);
  const laidDown = createLaidDown(deps.outbox, { room: keys.room, member: self.member, doc });
  const stored = laidDown.load();
  const arrivals = createArrivals();
  const { deliver, onRefused } = deps;
  const catchUp = createCatchUp({ doc, keys, inbox, deliver, onKept, onRefused });
  /** `void`: nothing is taken any more, until its owner has read the doc anew; what is written meanwhile is laid down. */
  let phase: 'away' | 'opening' | 'live' | 'void' | 'failed' | 'closed' = 'away';
  let [readOnly, started] = [false, false];
  let [turn, gaps, acknowledged, ownSince] = [0, 0, 0, 0];
  let progress = { received: 0, total: 0 };
  let cancelRetry: (() => void) | undefined;

  const outbox = createOutbox({
    clock,
    seal: (update) => sealer.update(update, chainNow()),
    current: (entry) => sealer.anew(entry, chainNow()),
    keep: laidDown.put,
    forget: ({ sender, counter }) => laidDown.forgetOf(sender, counter),
    send: (sealed) => door.append(sealed),
    onCount: deps.onCount,
    onUnfit: (why) => stop(why === 'too-large' ? 'refused' : 'void'),
  });
  const epochs = createEpochTurn({ doc, keys, self, outbox, own: sealer.own });
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

  const isStopped = (): boolean => phase === 'failed' || phase === 'closed' || phase === 'void';
  const mayWrite = (): boolean => keys.may(self.member, doc, keys.epoch);
  const refusals = createRefusals(mayWrite);

  function chainNow(): Chain {
    if (catchUp.chain === undefined) throw new Error('an outbox starts only behind a log that was opened');
    return catchUp.chain;
  }

  function stop(reason: SyncFailure | 'void'): void {
    if (isStopped()) return;
    phase = reason === 'void' ? 'void' : 'failed';
    halt();
    if (reason === 'void') deps.onVoid();
    else deps.onState({ is: 'failed', reason });
  }

  function halt(): void {
    turn++;
    arrivals.clear();
    cancelRetry?.();
    outbox.pause();
    snapshots.close();
  }

  function onKept(link: Link): void {
    if (outbox.settle(link)) {
      refusals.kept();
      if (link.sender === sealer.own && link.counter > ownSince) acknowledged++;
      deps.onCount();
    }
    if (catchUp.chain !== undefined) snapshots.grown(catchUp.chain.end.seq, link.bytes);
    deps.onEnd();
    progress.received++;
  }

  function reopen(): void {
    if (isStopped()) return;
    const found = epochs.beforeReading(catchUp.chain);
    if (found !== undefined) return stop(found);
    phase = 'opening';
    outbox.pause();
    progress = { received: 0, total: 0 };
    deps.onState({ is: 'opening', ...progress });
    void read(++turn);
  }

  async function read(mine: number): Promise<void> {
    const after = catchUp.chain?.end.seq ?? null;
    const { epoch } = keys;
    const reply = await door.open(after);
    const left = started ? [] : await stored;
    if (mine !== turn) return;
    if (!reply.ok) {
      cancelRetry = clock.after(RETRY_MS, reopen);
      return;
    }
    // Another one began while this log was read: what was read may end before it.
    if (epoch !== keys.epoch) return reopen();
    const { chain, reason } = catchUp.finish(reply.value, after);
    if (reason !== undefined) return stop(reason);
    if (!started) start(left, chain);
    const found = epochs.settle(chain);
    // Behind: the host has signed that the log goes further.
    if (found !== undefined) return stop(found === 'behind' ? 'rolled-back' : found);
    void watermark.check(chain, door).then((denied) => {
      if (mine !== turn || denied === undefined) return;
      if (denied === 'reread') reopen();
      else stop(denied);
    });
    if (isStopped()) return;
    phase = 'live';
    if (!readOnly) outbox.resume();
    arrivals.drain(arrive, () => phase);
    if (phase !== 'live') return;
    deps.onState({ is: readOnly ? 'read-only' : 'live' });
    deps.onSynced();
  }

  /** The log is read for the first time: what was left here unkept follows it, and own updates may be sealed from now on. */
  function start(left: readonly Uint8Array[], chain: Chain): void {
    started = true;
    const { entries, dropped } = takeLeft(left, { doc, keys, inbox, chain, deliver, forget: laidDown.forget });
    ownSince = inbox.lastOf(sealer.own);
    outbox.start(readOnly ? [] : entries);
    snapshots.begin(catchUp.snapshotAt);
    if (dropped > 0) deps.onDropped(dropped);
  }

  function arrive(arrival: Arrival): void {
    if (phase === 'opening') arrivals.keep(arrival);
    else if (phase === 'live') deps.batch(() => ('relay' in arrival ? takeRelay(arrival.relay) : takeNotice(arrival.notice)));
  }

  function takeRelay(sealed: Uint8Array): void {
    const reason = catchUp.relay(sealed);
    if (reason !== undefined) stop(reason);
  }

  function takeNotice(notice: Committed): void {
    const outcome = catchUp.chain?.commit(notice) ?? { is: 'gap' as const };
    if (outcome.is === 'broken') return stop(outcome.reason);
    if (outcome.is === 'gap') {
      if (++gaps > MOST_GAPS) return stop('chain-broken');
      reopen();
      return arrivals.keep({ notice });
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
    get end() {
      return phase === 'live' ? catchUp.chain?.end : undefined;
    },
    push(update) {
      if (readOnly || phase === 'failed' || phase === 'closed') return;
      // What was written nonetheless is in this copy alone.
      if (!mayWrite()) return stop('void');
      outbox.push(update);
    },
    turned() {
      const { chain } = catchUp;
      if (phase !== 'live' && phase !== 'opening') return;
      const denied = epochs.meet(chain);
      // What is being read goes on under the new epoch, and is read anew once it has come.
      if (denied === undefined && (phase === 'opening' || chain === undefined)) return;
      outbox.pause();
      const found = denied ?? (chain && epochs.settle(chain));
      if (found === 'behind') return reopen();
      if (found !== undefined) return stop(found);
      if (!readOnly) outbox.resume();
    },
    enter: reopen,
    leave() {
      if (isStopped()) return;
      turn++;
      phase = 'away';
      arrivals.clear();
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
      const follows = refusals.of(code);
      if (follows === 'end-writing') endWriting();
      else if (follows === 'reopen') reopen();
      else if (follows === 'retry') outbox.retry();
      else if (follows === 'stop') stop('refused');
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
