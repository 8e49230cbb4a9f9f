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
import { checkUpdate, type Run } from './yjs-bounds.ts';

export type Accepted = Link & {
  readonly header: Header;
  /** The Yjs update; undefined when the very same sealed update was here before. */
  readonly update: Uint8Array | undefined;
};

export type Inbox = {
  /** Checks and opens one sealed update and counts it as arrived. */
  accept(sealed: Uint8Array): Result<Accepted, SyncFailure>;
  /** Counts an update that this device has just sealed itself. */
  own(sealed: Uint8Array, header: Header, update: Uint8Array): Link;
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

type Opened = { readonly update: Uint8Array; readonly run: Run | undefined };

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

  function openUpdate(sealed: Uint8Array, header: Header): Result<Opened, SyncFailure> {
    const key = keys.keyOf(doc, header.epoch);
    if (key === undefined) return fail('does-not-open');
    const opened = open({ sealed, header, key, signPublicOf: (member) => keys.writerKey(member, header.epoch) });
    if (!opened.ok) return opened;
    const update = opened.value.content;
    const checked = checkUpdate(update, clientIdOf(header.member, header.device));
    return checked.ok ? ok({ update, run: checked.value }) : checked;
  }

  return {
    accept(sealed) {
      if (sealed.length > SEALED_LIMIT.update) return fail('malformed');
      const header = decodeHeader(sealed);
      if (header === undefined || header.kind !== 'update') return fail('malformed');
      if (header.doc !== doc || header.room !== keys.room) return fail('does-not-open');
      if (keys.writerKey(header.member, header.epoch) === undefined) return fail('not-a-member');
      const digest = sha256(sealed);
      const sender = hex(senderBytes(header.member, header.device));
      const seen = all.get(sender) ?? nobody;
      const index = header.counter - seen.base.counter - 1;
      const bytes = sealed.length;
      const link = { digest, sender, counter: header.counter, clock: seen.clocks[index] ?? seen.base.clock, bytes, header };
      // Behind a snapshot's counter nothing is remembered: it is in the snapshot, and not opened again.
      if (index < 0) return ok({ ...link, update: undefined });
      const before = seen.digests.at(index);
      if (before !== undefined && equal(before, digest)) return ok({ ...link, update: undefined });
      const opened = openUpdate(sealed, header);
      if (!opened.ok) return opened;
      if (before !== undefined) return fail('equivocation');
      if (index > seen.digests.length) return fail('counter-gap');
      const { update, run } = opened.value;
      const clock = clockOf(seen);
      if (run !== undefined && run.from !== clock) return fail(run.from < clock ? 'equivocation' : 'malformed');
      if (!senders.hear(sender)) return fail('foreign-structs');
      const next = run?.to ?? clock;
      remember(sender, digest, next);
      return ok({ ...link, clock: next, update });
    },
    own(sealed, header, update) {
      const digest = sha256(sealed);
      const sender = hex(senderBytes(header.member, header.device));
      const checked = checkUpdate(update, clientIdOf(header.member, header.device));
      const clock = (checked.ok ? checked.value?.to : undefined) ?? clockOf(all.get(sender) ?? nobody);
      senders.hear(sender);
      remember(sender, digest, clock);
      return { digest, sender, counter: header.counter, clock, bytes: sealed.length };
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
