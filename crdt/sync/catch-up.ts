/** Reads what the server streams of a log, the newest snapshot first, and what it relays, and checks every step of it. Pure but for its callbacks. */
import type { DocName } from '../base/docs.ts';
import { equal } from '../base/bytes.ts';
import { EMPTY_HEAD } from '../crypto/hash.ts';
import { createChain, type Chain, type Link } from './chain.ts';
import type { SyncFailure } from './failure.ts';
import { linkOf, UNHEARD, type Inbox } from './inbox.ts';
import type { End, RoomKeys } from './ports.ts';
import { openSnapshot } from './snapshot.ts';

/** One log/tail message. */
export type Chunk = {
  readonly kind: 'snapshot' | 'updates';
  readonly from: number;
  readonly to: number;
  readonly items: readonly Uint8Array[];
};

type Deps = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  readonly inbox: Inbox;
  /** Hands on a Yjs update (or a snapshot's state) that passed. */
  deliver(update: Uint8Array): void;
  /** An update of the tail is kept. */
  onKept(link: Link): void;
  /** Something of that sender was refused, since it had no right to write it. */
  onRefused(sender: string): void;
};

export type CatchUp = {
  /** Undefined before anything was read. */
  readonly chain: Chain | undefined;
  /** The seq of the snapshot that this device began with; 0: none. */
  readonly snapshotAt: number;
  take(chunk: Chunk): SyncFailure | undefined;
  /** An update that is not yet durable; only once the log was read. */
  relay(sealed: Uint8Array): SyncFailure | undefined;
  /** The server has answered: what was read must lead to the end it names. `after` is where it was asked to begin. */
  finish(end: End, after: number | null): Result;
};
type Result = { readonly chain: Chain; readonly reason: SyncFailure | undefined };

export function createCatchUp({ doc, keys, inbox, deliver, onKept, onRefused }: Deps): CatchUp {
  const places = keys.places(doc);
  let chain: Chain | undefined;

  function takeSnapshot(chunk: Chunk): SyncFailure | undefined {
    const sealed = chunk.items[0];
    // A log is only ever begun with a snapshot: later it could only hide what was already read.
    if (sealed === undefined || chain !== undefined) return 'chain-broken';
    const opened = openSnapshot(sealed, chunk.from, doc, keys);
    if (!opened.ok) return opened.code;
    const { end, reached, state } = opened.value;
    chain = createChain(end, places, reached);
    if (chain.denied) return 'forked';
    if (!inbox.startBehind(reached)) return 'foreign-structs';
    for (const [sender, { clock }] of reached) if (clock === UNHEARD) onRefused(sender);
    deliver(state);
    return undefined;
  }

  function takeUpdate(sealed: Uint8Array, to: Chain): SyncFailure | undefined {
    const accepted = inbox.accept(sealed, places.epochAt(to.end.seq + 1));
    if (!accepted.ok) return accepted.code;
    const { header, update, refused, sender } = accepted.value;
    const reason = to.claim({ seq: header.seenSeq, head: header.seenHead }) ?? to.extend(accepted.value);
    if (reason !== undefined) return reason;
    if (update !== undefined) deliver(update);
    if (refused) onRefused(sender);
    onKept(accepted.value);
    return undefined;
  }

  function relay(sealed: Uint8Array, to: Chain): SyncFailure | undefined {
    const accepted = inbox.accept(sealed, places.epochAt(to.end.seq + 1));
    if (!accepted.ok) return accepted.code;
    const { header, update, refused, sender, counter } = accepted.value;
    // What was here before, or lies behind a snapshot, was not opened now: its header may be anybody's word.
    const isNew = update !== undefined || refused;
    const reason = isNew ? to.claim({ seq: header.seenSeq, head: header.seenHead }) : undefined;
    if (reason !== undefined) return reason;
    if (counter > to.counterOf(sender)) to.offer(linkOf(accepted.value));
    if (update !== undefined) deliver(update);
    if (refused) onRefused(sender);
    return undefined;
  }

  return {
    get chain() {
      return chain;
    },
    get snapshotAt() {
      return chain?.base ?? 0;
    },
    take(chunk) {
      if (chunk.kind === 'snapshot') return takeSnapshot(chunk);
      chain ??= createChain({ seq: 0, head: EMPTY_HEAD }, places);
      if (chunk.from !== chain.end.seq + 1) return 'chain-broken';
      for (const sealed of chunk.items) {
        const reason = takeUpdate(sealed, chain);
        if (reason !== undefined) return reason;
      }
      return undefined;
    },
    relay: (sealed) => chain && relay(sealed, chain),
    finish(end, after) {
      chain ??= createChain({ seq: 0, head: EMPTY_HEAD }, places);
      // A snapshot that was written while the server answered may stand behind the end it names.
      if (after === null && end.seq < chain.base) return { chain, reason: undefined };
      if (end.seq < chain.end.seq) return { chain, reason: 'rolled-back' };
      if (end.seq > chain.end.seq) return { chain, reason: 'chain-broken' };
      const reason = equal(end.head, chain.end.head) ? undefined : after === null ? 'chain-broken' : 'forked';
      return { chain, reason };
    },
  };
}
