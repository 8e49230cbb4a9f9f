/**
 * The durable chain of one doc as this device recomputes it: how far it goes, the head at each seq, what has arrived and
 * is not yet known to be kept, and how far each sender was kept. Pure: it decides, others act.
 */
import { equal, hex } from '../base/bytes.ts';
import { nextHead } from '../crypto/hash.ts';
import { DIGEST_PREFIX_BYTES, type Committed } from './committed.ts';
import { createDigestList } from './digest-list.ts';
import type { SyncFailure } from './failure.ts';
import type { End, Places } from './ports.ts';

/** How far a sender has come: its last counter, and the Yjs clock at which its next struct begins. */
export type Reached = { readonly counter: number; readonly clock: number };
/** An update that this device has opened (or made), as the chain sees it. `sender` is the hex of its 24 bytes. */
export type Link = Reached & {
  readonly digest: Uint8Array;
  readonly sender: string;
  /** Under which it is sealed. */
  readonly epoch: number;
  /** Its sealed length. */
  readonly bytes: number;
};

/** `gap`: the notice speaks of something unknown here, so the tail has to be read. */
export type CommitOutcome = { readonly is: 'kept'; readonly links: readonly Link[] } | { readonly is: 'gap' } | Broken;
type Broken = { readonly is: 'broken'; readonly reason: SyncFailure };

export type Chain = {
  readonly end: End;
  /** Where this device began to read: 0, or the seq of a snapshot. */
  readonly base: number;
  /** The host signed another head for where it began. */
  readonly denied: boolean;
  /** How far every sender was kept, for a snapshot. */
  readonly reached: ReadonlyMap<string, Reached>;
  /** The last kept counter of a sender; 0: none. */
  counterOf(sender: string): number;
  /** Something arrived that is not yet known to be kept. */
  offer(link: Link): void;
  /** What arrived is from now on `next`: it was sealed anew. */
  replace(before: Link, next: Link): void;
  /** What arrived under an earlier epoch than `epoch` and is not known to be kept. */
  stale(epoch: number): readonly Link[];
  /** Whether this chain, which came here while `known` was the newest epoch, agrees with what the host has signed since. */
  turned(known: number): SyncFailure | undefined;
  /** The next update of the tail, which is kept. */
  extend(link: Link): SyncFailure | undefined;
  commit(notice: Committed): CommitOutcome;
  /** A sender says that it saw this end: wrong now, or remembered and checked when the chain comes there. */
  claim(end: End): SyncFailure | undefined;
  /** The head at `seq`; undefined before the base and past the end. */
  headAt(seq: number): Uint8Array | undefined;
};

/**
 * An honest sender cannot have seen more than what is kept here and what has arrived here; so much more is let pass and
 * remembered until the chain comes there, for the sake of some order of messages that nobody thought of.
 */
export const MOST_AHEAD = 1024;

const prefixOf = (digest: Uint8Array): string => hex(digest.subarray(0, DIGEST_PREFIX_BYTES));

/** `places` may learn of more epochs while the chain lives. */
export function createChain(start: End, places: Places, from: ReadonlyMap<string, Reached> = new Map()): Chain {
  const heads = createDigestList();
  heads.push(start.head);
  const reached = new Map(from);
  const pending = new Map<string, Link>();
  const claims = new Map<number, Uint8Array>();
  let end = start;

  const counterOf = (sender: string): number => reached.get(sender)?.counter ?? 0;
  const headAt = (seq: number): Uint8Array | undefined => heads.at(seq - start.seq);

  /** Whether the host signed that an epoch ended at this seq with another head. */
  function isDenied({ seq, head }: End): boolean {
    const next = places.epochAt(seq + 1);
    const signed = next === places.epochAt(seq) ? undefined : places.endBefore(next);
    return signed !== undefined && !equal(signed.head, head);
  }

  function advance(link: Link, head: Uint8Array): SyncFailure | undefined {
    if (link.epoch !== places.epochAt(end.seq + 1)) return 'wrong-epoch';
    end = { seq: end.seq + 1, head };
    heads.push(head);
    reached.set(link.sender, { counter: link.counter, clock: link.clock });
    pending.delete(prefixOf(link.digest));
    const claimed = claims.get(end.seq);
    claims.delete(end.seq);
    return (claimed !== undefined && !equal(claimed, head)) || isDenied(end) ? 'forked' : undefined;
  }

  /** The links that a notice adds and the heads they lead to; undefined when they are not all known or do not lead to its head. */
  function follow(notice: Committed): readonly { link: Link; head: Uint8Array }[] | undefined {
    const steps: { link: Link; head: Uint8Array }[] = [];
    const next = new Map<string, number>();
    let head = end.head;
    for (let seq = end.seq + 1; seq < notice.firstSeq + notice.prefixes.length; seq++) {
      const prefix = notice.prefixes[seq - notice.firstSeq];
      const link = prefix && pending.get(hex(prefix));
      if (link === undefined || link.counter !== (next.get(link.sender) ?? counterOf(link.sender)) + 1) return undefined;
      next.set(link.sender, link.counter);
      head = nextHead(head, seq, link.digest);
      steps.push({ link, head });
    }
    return equal(head, notice.head) ? steps : undefined;
  }

  return {
    get end() {
      return end;
    },
    base: start.seq,
    denied: isDenied(start),
    reached,
    counterOf,
    headAt,
    offer(link) {
      pending.set(prefixOf(link.digest), link);
    },
    replace(before, next) {
      pending.delete(prefixOf(before.digest));
      pending.set(prefixOf(next.digest), next);
    },
    stale: (epoch) => [...pending.values()].filter((link) => link.epoch < epoch),
    turned(known) {
      const next = places.endBefore(known + 1);
      if (next === undefined || end.seq < next.seq) return undefined;
      if (end.seq > next.seq) return 'wrong-epoch';
      return equal(end.head, next.head) ? undefined : 'forked';
    },
    extend(link) {
      if (link.counter !== counterOf(link.sender) + 1) return 'counter-gap';
      return advance(link, nextHead(end.head, end.seq + 1, link.digest));
    },
    commit(notice) {
      const last = notice.firstSeq + notice.prefixes.length - 1;
      if (last <= end.seq) {
        const head = headAt(last);
        return head === undefined || equal(head, notice.head) ? { is: 'kept', links: [] } : { is: 'broken', reason: 'chain-broken' };
      }
      const steps = notice.firstSeq > end.seq + 1 ? undefined : follow(notice);
      if (steps === undefined) return { is: 'gap' };
      for (const step of steps) {
        const reason = advance(step.link, step.head);
        if (reason !== undefined) return { is: 'broken', reason };
      }
      return { is: 'kept', links: steps.map((step) => step.link) };
    },
    claim(claimed) {
      const head = headAt(claimed.seq);
      if (head !== undefined) return equal(head, claimed.head) ? undefined : 'forked';
      if (claimed.seq < start.seq) return undefined;
      if (claimed.seq > end.seq + pending.size + MOST_AHEAD) return 'forked';
      const other = claims.get(claimed.seq);
      claims.set(claimed.seq, claimed.head.slice());
      return other === undefined || equal(other, claimed.head) ? undefined : 'forked';
    },
  };
}
