/** The keys of one room on this device: room keys from verified grants, members from statements the host signed. */
import { equal } from '#crdt/base/bytes.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { openGrant } from '#crdt/keys/grant.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { openName, verifyMember } from '#crdt/keys/member.ts';
import type { MemberStatement } from '#crdt/keys/member-layout.ts';
import { openTitle, roomKeys, wipeRoomKeys, type RoomKeys as DerivedKeys } from '#crdt/keys/room-key.ts';
import { safetyWords } from '#crdt/keys/safety-words.ts';
import type { RoomKeys } from '#crdt/sync/ports.ts';
import type { GrantView, MemberView } from '#server/contract/views.ts';

export type KnownMember = MemberStatement & { readonly name: string };
type EpochKeys = { readonly roomKey: Secret; readonly derived: DerivedKeys };

export type KeyChest = RoomKeys & {
  readonly host: MemberId;
  readonly members: ReadonlyMap<MemberId, KnownMember>;
  /** Believes a statement only under the host's signature; false when it is none. */
  addMember(view: MemberView): boolean;
  /** Opens a grant made to this device's keyring. */
  addGrant(grant: GrantView): Result<undefined, 'malformed' | 'bad-signature' | 'does-not-open'>;
  /** The newest epoch is from now on what is sealed under. */
  setEpoch(epoch: number): void;
  current(): EpochKeys | undefined;
  epochKeys(epoch: number): EpochKeys | undefined;
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
  let epoch = 1;

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

  return {
    room,
    host,
    members,
    get epoch() {
      return epoch;
    },
    keyOf: (purpose, of) => epochs.get(of)?.derived[purpose],
    writerKey(member, of) {
      const known = members.get(member);
      return known !== undefined && known.fromEpoch <= of ? known.signPublic : undefined;
    },
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
      epochs.set(grant.epoch, { roomKey: opened.value, derived: roomKeys(opened.value, room, grant.epoch) });
      return ok(undefined);
    },
    setEpoch(next) {
      // A server that names an epoch for which nobody granted a key would silence this device, no more.
      // It goes only forwards: an epoch ended because somebody who held its key may not read on.
      if (next > epoch && epochs.has(next)) epoch = next;
    },
    current: () => epochs.get(epoch),
    epochKeys: (of) => epochs.get(of),
    title(sealed) {
      for (const { derived } of epochs.values()) {
        const title = openTitle({ sealed, room, titleKey: derived.title });
        if (title.ok) return title.value;
      }
      return undefined;
    },
    words() {
      const safetyKey = epochs.get(epoch)?.derived.safetyWords;
      if (safetyKey === undefined || members.size < 2) return undefined;
      const keys = [...members.values()].map(({ id, signPublic, boxPublic }) => ({ member: id, signPublic, boxPublic }));
      return safetyWords({ room, keys, safetyKey });
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
