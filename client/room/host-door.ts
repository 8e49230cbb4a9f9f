/** The host's side of the room's door: who waits and how their keys stand, letting them in, and confirming keys by the words. Of nobody else's concern. */
import type { AccountId, MemberId } from '#crdt/base/ids.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import type { UpBody } from '#server/contract/messages.ts';
import type { GuestView, RoomView } from '#server/contract/views.ts';
import { isCode } from '#client/net/http.ts';
import { createAdmission } from './admission.ts';
import { createConfirmed } from './confirmed.ts';
import type { KeyChest } from './key-chest.ts';
import { createKnown, type Claimant, type KeysStanding } from './known.ts';
import type { PeopleCode } from './people.ts';
import type { Checking } from './pins.ts';
import { Refused } from './refused.ts';
import type { Guest, Watched } from './types.ts';
import { createWatched } from './watched.ts';
import type { World } from './world.ts';

export type HostDoor = {
  readonly guests: Watched<readonly Guest[]>;
  readonly confirmed: Watched<ReadonlySet<MemberId>>;
  /** After each (re)entry. */
  entered(view: Pick<RoomView, 'accounts'>): void;
  waiting(views: readonly GuestView[]): void;
  /** A member was added. */
  changed(): void;
  /** Who was inside before and was sent back, by the very keys of then. */
  isReturning(guest: MemberId): boolean;
  /** That member came with an account, by the server's word. */
  hasAccount(member: MemberId): boolean;
  /** What lets that guest in. Throws Refused: `not_found` where nothing vouches for them, `keys_changed` before the words of changed keys were compared. */
  admit(guest: MemberId): Promise<UpBody<'room/admit'>>;
  /** The words of a guest's changed keys were compared, and are the same. */
  confirmKeys(guest: MemberId): Promise<void>;
  /** The safety words were read out with these members, and are the same; the keys of those with an account are pinned. */
  confirmWords(members: readonly MemberId[]): Promise<void>;
  close(): void;
};

type Options = {
  readonly chest: KeyChest;
  readonly you: MemberId;
  readonly keyring: Keyring;
  readonly world: World;
  readonly isHost: boolean;
  /** The host's account, whose pins are asked. */
  readonly session: Checking | undefined;
};

export function createHostDoor({ chest, you, keyring, world, isHost, session }: Options): HostDoor {
  const admission = isHost ? createAdmission({ chest, you, keyring, random: world.random }) : undefined;
  const known = isHost && session !== undefined ? createKnown({ session, clock: world.clock, onChange: show }) : undefined;
  const confirmed = createConfirmed(chest, world.storage.keyrings);
  const guests = createWatched<readonly Guest[]>([]);
  /** By the server's word; what depends on it is checked by `known`. */
  const accounts = new Map<MemberId, AccountId>();
  let views: readonly GuestView[] = [];
  /** Let in with keys that were confirmed before: so they are once they are inside. */
  const recognised = new Set<MemberId>();

  const claimantOf = ({ member, name }: Pick<Guest, 'member' | 'name'>): Claimant | undefined => {
    const view = views.find((one) => one.member === member);
    return view && { name, account: view.account, signPublic: view.signPublic, boxPublic: view.boxPublic };
  };
  const standingOf = (guest: Pick<Guest, 'member' | 'name'>): KeysStanding => {
    const claimant = claimantOf(guest);
    return (claimant && known?.standingOf(claimant)) ?? { is: 'fresh', namesake: false };
  };
  function show(): void {
    guests.set((admission?.waiting(views) ?? []).map((guest) => ({ ...guest, keys: standingOf(guest) })));
  }
  const guestOf = (member: MemberId): Guest => {
    const guest = guests.value.find((one) => one.member === member);
    if (guest === undefined) throw new Refused('not_found');
    return guest;
  };
  /** Whose keys were confirmed in another room, or on another device. */
  async function recognise(): Promise<void> {
    for (const [member] of accounts) {
      const keys = chest.members.get(member);
      if (member === you || keys === undefined || confirmed.members.value.has(member)) continue;
      if ((await known?.pinned(keys)) === true) await confirmed.confirm([member]);
    }
  }

  return {
    guests,
    confirmed: confirmed.members,
    entered({ accounts: now = [] }) {
      for (const { member, account } of now) accounts.set(member, account);
      if (now.length > 1) void recognise();
    },
    waiting(now) {
      views = now;
      for (const { member, account } of now) if (account !== undefined) accounts.set(member, account);
      show();
    },
    changed() {
      confirmed.changed();
      const arrived = [...recognised].filter((member) => chest.members.has(member));
      for (const member of arrived) recognised.delete(member);
      if (arrived.length > 0) void confirmed.confirm(arrived);
    },
    isReturning: (member) => admission?.isReturning(member) === true,
    hasAccount: (member) => accounts.has(member),
    async admit(member) {
      const claimant = claimantOf(guestOf(member));
      const standing = (claimant && (await known?.settled(claimant))) ?? { is: 'fresh' };
      if (standing.is === 'changed' || standing.is === 'refused') throw new Refused('keys_changed');
      const body = admission?.admit(member);
      if (body === undefined) throw new Refused('not_found');
      if (standing.is === 'confirmed') recognised.add(member);
      return body;
    },
    async confirmKeys(member) {
      const claimant = claimantOf(guestOf(member));
      const { account } = claimant ?? {};
      if (claimant === undefined || account === undefined || known === undefined) throw new Refused('not_found');
      const done = await known.confirm({ ...claimant, account });
      if (!done.ok) throw refusedBy(done.code);
    },
    async confirmWords(members) {
      for (const member of members) {
        const [keys, account] = [chest.members.get(member), accounts.get(member)];
        if (keys === undefined || account === undefined || known === undefined) continue;
        const { name, signPublic, boxPublic } = keys;
        const done = await known.confirm({ name, account, signPublic, boxPublic });
        // Whose account it is may be the server's lie; the keys of this room are right all the same.
        if (!done.ok && done.code !== 'not_confirmed') throw refusedBy(done.code);
      }
      await confirmed.confirm(members);
    },
    close: () => known?.close(),
  };
}

const refusedBy = (code: PeopleCode): Refused => new Refused(isCode(code) ? code : 'keys_changed');
