/** Decides about one sealed update that arrived: by whom, whether it may be, whether it follows. It never throws, whatever arrives. */
import type { DocName } from '../base/docs.ts';
import { equal, hex } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { clientIdOf, senderBytes, sha256 } from '../crypto/hash.ts';
import { decodeHeader, type Header } from '../crypto/header.ts';
import { open, SEALED_LIMIT } from '../crypto/seal.ts';
import type { Link } from './chain.ts';
import { createDigestList, type DigestList } from './digest-list.ts';
import type { SyncFailure } from './failure.ts';
import type { RoomKeys } from './ports.ts';
import { checkUpdate } from './yjs-bounds.ts';

export type Accepted = Link & {
  readonly header: Header;
  /** The Yjs update; undefined when the very same sealed update was here before. */
  readonly update: Uint8Array | undefined;
};

export type Inbox = {
  /** Checks and opens one sealed update and counts it as arrived. */
  accept(sealed: Uint8Array): Result<Accepted, SyncFailure>;
  /** Counts an update that this device has just sealed itself. */
  own(sealed: Uint8Array, header: Header): Link;
  /** Begins behind a snapshot: `counters` are its senders' last. */
  startBehind(counters: ReadonlyMap<string, number>): void;
  /** The last counter that arrived from a sender; 0: none. */
  lastOf(sender: string): number;
};

type Seen = { readonly base: number; readonly digests: DigestList };

type Deps = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  /** A sender (hex of its 24 bytes) of whom nothing authentic was seen before. */
  onSender(sender: string): void;
};

export function createInbox({ doc, keys, onSender }: Deps): Inbox {
  const senders = new Map<string, Seen>();
  const nobody: Seen = { base: 0, digests: createDigestList() };

  /** Only what is authentic is remembered: anybody's made-up senders would fill the memory. */
  function remember(sender: string, digest: Uint8Array): void {
    const seen = senders.get(sender) ?? { base: 0, digests: createDigestList() };
    if (!senders.has(sender)) onSender(sender);
    senders.set(sender, seen);
    seen.digests.push(digest);
  }

  function openUpdate(sealed: Uint8Array, header: Header): Result<Uint8Array, SyncFailure> {
    const key = keys.keyOf(doc, header.epoch);
    if (key === undefined) return fail('does-not-open');
    const opened = open({ sealed, header, key, signPublicOf: (member) => keys.writerKey(member, header.epoch) });
    if (!opened.ok) return opened;
    const update = opened.value.content;
    const checked = checkUpdate(update, clientIdOf(header.member, header.device));
    return checked.ok ? ok(update) : checked;
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
      const seen = senders.get(sender) ?? nobody;
      const index = header.counter - seen.base - 1;
      const link = { digest, sender, counter: header.counter, header };
      // Behind a snapshot's counter nothing is remembered: it is in the snapshot, and not opened again.
      if (index < 0) return ok({ ...link, update: undefined });
      const before = seen.digests.at(index);
      if (before !== undefined && equal(before, digest)) return ok({ ...link, update: undefined });
      const update = openUpdate(sealed, header);
      if (!update.ok) return update;
      if (before !== undefined) return fail('equivocation');
      if (index > seen.digests.length) return fail('counter-gap');
      remember(sender, digest);
      return ok({ ...link, update: update.value });
    },
    own(sealed, header) {
      const digest = sha256(sealed);
      const sender = hex(senderBytes(header.member, header.device));
      remember(sender, digest);
      return { digest, sender, counter: header.counter };
    },
    startBehind(counters) {
      senders.clear();
      for (const [sender, base] of counters) {
        senders.set(sender, { base, digests: createDigestList() });
        onSender(sender);
      }
    },
    lastOf(sender) {
      const seen = senders.get(sender);
      return seen === undefined ? 0 : seen.base + seen.digests.length;
    },
  };
}
