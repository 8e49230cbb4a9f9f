/** Decides about one sealed update that arrived: by whom, whether it may be, whether it follows. It never throws, whatever arrives. */
import type { DocName } from '../base/docs.ts';
import { equal, hex } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { clientIdOf, senderBytes, sha256 } from '../crypto/hash.ts';
import { decodeHeader, type Header } from '../crypto/header.ts';
import { open, SEALED_LIMIT } from '../crypto/seal.ts';
import type { Link, Reached } from './chain.ts';
import { createDigestList, type DigestList } from './digest-list.ts';
import type { SyncFailure } from './failure.ts';
import type { RoomKeys } from './ports.ts';
import type { Senders } from './senders.ts';
import { checkUpdate } from './yjs-bounds.ts';

export type Accepted = Link & {
  readonly header: Header;
  /** The Yjs update; undefined when the very same sealed update was here before, and when it was refused. */
  readonly update: Uint8Array | undefined;
  /** Authentic, and its sender had no right to write it: it has its place in the log, and Yjs does not get it. */
  readonly refused: boolean;
};

/** What the chain remembers of it: not the update itself. */
export const linkOf = ({ digest, sender, counter, epoch, clock, bytes }: Accepted): Link => ({
  digest,
  sender,
  counter,
  epoch,
  clock,
  bytes,
});

/**
 * The clock of a sender of whom something was refused, also in a snapshot's table. What it goes on to write builds on what nobody has, so
 * nothing more of it is taken on any device; whoever is given the right again writes as the sender of a new page load.
 */
export const UNHEARD = Number.MAX_SAFE_INTEGER;

export type Inbox = {
  /** Checks and opens one sealed update and counts it as arrived. `least`: the earliest epoch that may still be relayed, or that it stands in. */
  accept(sealed: Uint8Array, least: number): Result<Accepted, SyncFailure>;
  /** The Yjs clock after an own update; undefined when the others would not take it: no right, or it does not go on where the last one ended. */
  clockAfter(update: Uint8Array, header: Header): number | undefined;
  /** Counts an update that this device has just sealed itself. */
  own(sealed: Uint8Array, header: Header, clock: number): Link;
  /** An update that is here was sealed anew, with the same content, by one of this member's devices. */
  resealed(before: Link, sealed: Uint8Array, epoch: number): Link;
  /** Begins behind a snapshot, where its senders had come so far; false when two of them share a Yjs client id. */
  startBehind(reached: ReadonlyMap<string, Reached>): boolean;
  /** The last counter that arrived from a sender; 0: none. */
  lastOf(sender: string): number;
};

/** Of one sender: what came after `base`, and the Yjs clock after each. */
type Seen = { readonly base: Reached; readonly digests: DigestList; readonly clocks: number[] };
const START: Reached = { counter: 0, clock: 0 };
const seenFrom = (base: Reached): Seen => ({ base, digests: createDigestList(), clocks: [] });
const clockOf = ({ base, clocks }: Seen): number => clocks.at(-1) ?? base.clock;
const indexOf = ({ base }: Seen, counter: number): number => counter - base.counter - 1;

type Opened = { readonly update: Uint8Array | undefined; readonly clock: number };

type Deps = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  readonly senders: Senders;
};

export function createInbox({ doc, keys, senders }: Deps): Inbox {
  const all = new Map<string, Seen>();
  const nobody = seenFrom(START);

  /** Only what is authentic is remembered: anybody's made-up senders would fill the memory. */
  function remember(sender: string, digest: Uint8Array, clock: number): void {
    const seen = all.get(sender) ?? seenFrom(START);
    all.set(sender, seen);
    seen.digests.push(digest);
    seen.clocks.push(clock);
  }

  function openUpdate(sealed: Uint8Array, header: Header): Result<Uint8Array, SyncFailure> {
    const key = keys.keyOf(doc, header.epoch);
    if (key === undefined) return fail('does-not-open');
    const opened = open({ sealed, header, key, signPublicOf: (member) => keys.writerKey(member, header.epoch) });
    return opened.ok ? ok(opened.value.content) : opened;
  }

  /** What Yjs may be given of it, and the clock after it; `clock` is the one before it. */
  function check(update: Uint8Array, { member, device, epoch }: Header, clock: number): Result<Opened, SyncFailure> {
    if (clock === UNHEARD || !keys.may(member, doc, epoch)) return ok({ update: undefined, clock: UNHEARD });
    const checked = checkUpdate(update, clientIdOf(member, device));
    if (!checked.ok) return checked;
    const run = checked.value;
    if (run !== undefined && run.from !== clock) return fail(run.from < clock ? 'equivocation' : 'malformed');
    return ok({ update, clock: run?.to ?? clock });
  }

  return {
    accept(sealed, least) {
      if (sealed.length > SEALED_LIMIT.update) return fail('malformed');
      const header = decodeHeader(sealed);
      if (header === undefined || header.kind !== 'update') return fail('malformed');
      const { member, epoch, counter } = header;
      if (header.doc !== doc || header.room !== keys.room) return fail('does-not-open');
      if (keys.keyOf(doc, epoch) === undefined) return fail('does-not-open');
      if (keys.writerKey(member, epoch) === undefined) return fail('not-a-member');
      const digest = sha256(sealed);
      const sender = hex(senderBytes(member, header.device));
      const seen = all.get(sender) ?? nobody;
      const index = indexOf(seen, counter);
      const link = { digest, sender, counter, epoch, clock: seen.clocks[index] ?? seen.base.clock, bytes: sealed.length, header };
      const repeated = { ...link, update: undefined, refused: false };
      // Behind a snapshot's counter nothing is remembered: it is in the snapshot, and not opened again.
      if (index < 0) return ok(repeated);
      const before = seen.digests.at(index);
      if (before !== undefined && equal(before, digest)) return ok(repeated);
      if (epoch < least) return fail('wrong-epoch');
      const content = openUpdate(sealed, header);
      if (!content.ok) return content;
      if (before !== undefined) return fail('equivocation');
      if (index > seen.digests.length) return fail('counter-gap');
      const opened = check(content.value, header, clockOf(seen));
      if (!opened.ok) return opened;
      const { update, clock } = opened.value;
      if (!senders.hear(sender)) return fail('foreign-structs');
      remember(sender, digest, clock);
      return ok({ ...link, clock, update, refused: update === undefined });
    },
    clockAfter(update, header) {
      const checked = check(update, header, clockOf(all.get(hex(senderBytes(header.member, header.device))) ?? nobody));
      return checked.ok && checked.value.update !== undefined ? checked.value.clock : undefined;
    },
    own(sealed, header, clock) {
      const digest = sha256(sealed);
      const { member, device, counter, epoch } = header;
      const sender = hex(senderBytes(member, device));
      senders.hear(sender);
      remember(sender, digest, clock);
      return { digest, sender, counter, epoch, clock, bytes: sealed.length };
    },
    resealed(before, sealed, epoch) {
      const digest = sha256(sealed);
      const seen = all.get(before.sender) ?? nobody;
      seen.digests.set(indexOf(seen, before.counter), digest);
      return { ...before, digest, epoch, bytes: sealed.length };
    },
    startBehind(reached) {
      all.clear();
      for (const [sender, base] of reached) all.set(sender, seenFrom(base));
      return [...reached.keys()].every((sender) => senders.hear(sender));
    },
    lastOf(sender) {
      const seen = all.get(sender);
      return seen === undefined ? 0 : seen.base.counter + seen.digests.length;
    },
  };
}
