/** The keys of one room on this device: room keys from verified grants, members and epochs from statements the host signed. */
import { equal } from '#crdt/base/bytes.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { mayIn, rightsOfNew } from '#crdt/base/rights.ts';
import type { MemberRole } from '#crdt/base/roles.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { openPreviousKey, type SignedEpoch } from '#crdt/keys/epoch.ts';
import { openGrant } from '#crdt/keys/grant.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { openName, verifyMember } from '#crdt/keys/member.ts';
import type { MemberStatement } from '#crdt/keys/member-layout.ts';
import { openTitle, roomKeys, wipeRoomKeys, type RoomKeys as DerivedKeys } from '#crdt/keys/room-key.ts';
import { safetyWords } from '#crdt/keys/safety-words.ts';
import type { End, RoomKeys } from '#crdt/sync/ports.ts';
import type { GrantView, MemberView } from '#server/contract/views.ts';
import { createEpochBook, type Disbelief, type EpochBook } from './epochs.ts';

export type KnownMember = MemberStatement & { readonly name: string };
/** Somebody who is in an epoch, and what the host gave them in it. */
export type InsideMember = KnownMember & { readonly role: MemberRole; readonly rights: number };
type EpochKeys = { readonly roomKey: Secret; readonly derived: DerivedKeys };

export type KeyChest = RoomKeys & {
  readonly host: MemberId;
  readonly book: EpochBook;
  /** Everybody who ever was a member: what they wrote stays theirs. */
  readonly members: ReadonlyMap<MemberId, KnownMember>;
  /** Who is in the current epoch. */
  inside(): readonly InsideMember[];
  /** What that member may in the current epoch; undefined for somebody who is not in it. */
  rightsOf(member: MemberId): number | undefined;
  /** Believes a statement only under the host's signature; false when it is none. */
  addMember(view: MemberView): boolean;
  /** Opens a grant made to this device's keyring. */
  addGrant(grant: GrantView): Result<undefined, 'malformed' | 'bad-signature' | 'does-not-open'>;
  /** Believes a statement of an epoch, and opens what it holds of the epoch before. */
  addEpoch(signed: SignedEpoch): Disbelief | undefined;
  /** Whether all of the newest epoch is here: its key, oneself, and everybody whom the host put into it. */
  readonly whole: boolean;
  /** Whose media key the call has: the newest epoch at whose beginning somebody was out. A right given or taken interrupts nobody. */
  readonly mediaEpoch: number;
  current(): EpochKeys | undefined;
  epochKeys(epoch: number): EpochKeys | undefined;
  /** Of the newest epoch that was granted, where no statement is at hand: for lists of rooms and for invites. */
  newestGranted(): EpochKeys | undefined;
  title(sealed: Uint8Array): string | undefined;
  words(): readonly string[] | undefined;
  wipe(): void;
};

type Options = {
  readonly room: RoomId;
  readonly you: MemberId;
  readonly host: MemberId;
  readonly hostSignPublic: Uint8Array;
  readonly keyring: Keyring;
};

export function createKeyChest({ room, you, host, hostSignPublic, keyring }: Options): KeyChest {
  const epochs = new Map<number, EpochKeys>();
  const members = new Map<MemberId, KnownMember>();
  const book = createEpochBook(room, hostSignPublic);

  const keep = (epoch: number, roomKey: Secret): void => void epochs.set(epoch, { roomKey, derived: roomKeys(roomKey, room, epoch) });

  /** Back to the first epoch: each statement holds the key of the one before. */
  function readBack(): Disbelief | undefined {
    for (let epoch = book.newest; epoch > 1; epoch--) {
      const key = epochs.get(epoch)?.derived.previousKey;
      const statement = book.statement(epoch);
      if (key === undefined || statement === undefined || epochs.has(epoch - 1)) continue;
      const opened = openPreviousKey(statement.previousKey, { room, epoch, key });
      if (!opened.ok) return 'malformed';
      keep(epoch - 1, opened.value);
    }
    return undefined;
  }

  const nameOf = ({ id, fromEpoch, sealedName }: MemberStatement): string => {
    const namesKey = epochs.get(fromEpoch)?.derived.names;
    const name = namesKey === undefined ? undefined : openName(sealedName, { room, member: id, namesKey });
    return name?.ok === true ? name.value : '';
  };

  /** Whoever chooses member ids (the server) must not get the host to sign somebody else's keys for the host's id or one's own. */
  function isConsistent({ id, signPublic, boxPublic }: MemberStatement): boolean {
    if (id === host && !equal(signPublic, hostSignPublic)) return false;
    return id !== you || (equal(signPublic, keyring.signPublic) && equal(boxPublic, keyring.boxPublic));
  }

  /** As the host listed them, or, of those let in while it lasts, as their own statement and the epoch's say. */
  function insideAt(member: MemberId, epoch: number): { readonly role: MemberRole; readonly rights: number } | undefined {
    const listed = book.member(member, epoch);
    if (listed !== undefined) return listed;
    const known = members.get(member);
    if (known?.fromEpoch !== epoch) return undefined;
    return { role: known.role, rights: rightsOfNew(known.role, book.newcomers(epoch)) };
  }

  const inside = (): readonly InsideMember[] =>
    [...members.values()].flatMap((known) => {
      const as = insideAt(known.id, book.newest);
      return as === undefined ? [] : [{ ...known, role: as.role, rights: as.rights }];
    });

  return {
    room,
    host,
    book,
    members,
    get epoch() {
      return book.newest;
    },
    inside,
    rightsOf: (member) => insideAt(member, book.newest)?.rights,
    keyOf: (purpose, of) => epochs.get(of)?.derived[purpose],
    writerKey: (member, of) => (insideAt(member, of) === undefined ? undefined : members.get(member)?.signPublic),
    may(member, right, of) {
      const rights = insideAt(member, of)?.rights;
      return rights !== undefined && mayIn(rights, right);
    },
    places: book.places,
    addMember(view) {
      const verified = verifyMember(view, hostSignPublic, room);
      if (!verified.ok || verified.value.id !== view.id || !isConsistent(verified.value)) return false;
      // A key once believed stays: another one for the same member would be the host's mistake or somebody's attempt.
      if (!members.has(view.id)) members.set(view.id, { ...verified.value, name: nameOf(verified.value) });
      return true;
    },
    addGrant(grant) {
      if (epochs.has(grant.epoch)) return ok(undefined);
      const place = { room, epoch: grant.epoch, granter: grant.granter, reader: you, readerBoxPublic: keyring.boxPublic };
      if (grant.granter !== host) return fail('bad-signature');
      const opened = openGrant({ ...place, grant, readerBoxSecret: keyring.boxSecret, granterSignPublic: hostSignPublic });
      if (!opened.ok) return opened;
      keep(grant.epoch, opened.value);
      return ok(undefined);
    },
    addEpoch(signed) {
      const added = book.add(signed);
      return added.ok ? readBack() : added.code;
    },
    get whole() {
      const listed = book.statement(book.newest)?.members ?? [];
      return epochs.has(book.newest) && insideAt(you, book.newest) !== undefined && listed.every(({ member }) => members.has(member));
    },
    get mediaEpoch() {
      const someoneLeft = (epoch: number): boolean =>
        [...members.keys()].some((id) => insideAt(id, epoch - 1) !== undefined && book.member(id, epoch) === undefined);
      let epoch = book.newest;
      while (epoch > 1 && !someoneLeft(epoch)) epoch--;
      return epoch;
    },
    current: () => epochs.get(book.newest),
    epochKeys: (of) => epochs.get(of),
    newestGranted: () => epochs.get(Math.max(...epochs.keys())),
    title(sealed) {
      for (const { derived } of epochs.values()) {
        const title = openTitle({ sealed, room, titleKey: derived.title });
        if (title.ok) return title.value;
      }
      return undefined;
    },
    words() {
      const safetyKey = epochs.get(book.newest)?.derived.safetyWords;
      const keys = inside().map(({ id, signPublic, boxPublic }) => ({ member: id, signPublic, boxPublic }));
      return safetyKey === undefined || keys.length < 2 ? undefined : safetyWords({ room, keys, safetyKey });
    },
    wipe() {
      for (const { roomKey, derived } of epochs.values()) {
        roomKey.wipe();
        wipeRoomKeys(derived);
      }
      epochs.clear();
    },
  };
}

/** What of a room the server shows that is to be believed, or not. */
type Shown = {
  readonly epoch: number;
  readonly grants: readonly GrantView[];
  readonly epochs: readonly SignedEpoch[];
  readonly members: readonly MemberView[];
};
export type EntryFailure = Disbelief | 'does-not-open' | 'not-a-member' | 'rolled-back';

/** Takes what the host signed and granted; undefined when all of it holds. `mark`: the newest epoch that this device saw before. */
export function readShown(chest: KeyChest, shown: Shown, mark?: End): EntryFailure | undefined {
  for (const grant of shown.grants) {
    const opened = chest.addGrant(grant);
    if (!opened.ok) return opened.code;
  }
  for (const signed of shown.epochs) {
    const reason = chest.addEpoch(signed);
    if (reason !== undefined) return reason;
  }
  if (shown.epoch !== chest.epoch) return shown.epoch < chest.epoch ? 'rolled-back' : 'forked';
  const denied = mark === undefined ? undefined : chest.book.holds(mark);
  if (denied !== undefined) return denied;
  if (!shown.members.every((member) => chest.addMember(member))) return 'bad-signature';
  return chest.whole ? undefined : 'not-a-member';
}

/** Takes what was said of a turn; false when it is not to be believed. */
export const readTurn = (chest: KeyChest, { statement, signature, grant }: SignedEpoch & { readonly grant: GrantView }): boolean =>
  chest.addGrant(grant).ok && chest.addEpoch({ statement, signature }) === undefined && chest.whole;
