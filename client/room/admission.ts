/** The host's door: which guests an invite's MAC vouches for, and letting one in. */
import { equal } from '#crdt/base/bytes.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import { isInvited } from '#crdt/base/roles.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import { sealAdmission } from '#crdt/keys/invite.ts';
import { wipeInviteKeys } from '#crdt/keys/invite-keys.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { sealName, signMember } from '#crdt/keys/member.ts';
import type { UpBody } from '#server/contract/messages.ts';
import type { GuestView } from '#server/contract/views.ts';
import { keysOf, openClaim, type Vouched as Opened } from './check-in.ts';
import type { KeyChest } from './key-chest.ts';
import type { Guest } from './types.ts';

type Vouched = Opened & { readonly view: GuestView };

export type Admission = {
  /** The guests in the waiting room; those for whom no invite vouches are left out. */
  waiting(views: readonly GuestView[]): readonly Omit<Guest, 'keys'>[];
  /** Who was inside before, by the very keys that the host let in then: they come in again by a turn. */
  isReturning(guest: MemberId): boolean;
  /** What to send to let that guest in; undefined when nothing vouches for them. */
  admit(guest: MemberId): UpBody<'room/admit'> | undefined;
};

type Options = { readonly chest: KeyChest; readonly you: MemberId; readonly keyring: Keyring; readonly random: Random };

export function createAdmission({ chest, you, keyring, random }: Options): Admission {
  let vouched = new Map<MemberId, Vouched>();
  let returning = new Map<MemberId, Omit<Guest, 'keys'>>();
  const { room } = chest;

  /** Name, role and keys are those of the statement; the server's word is only that they wait. */
  function returns({ member, signPublic, boxPublic, since, here }: GuestView): readonly Omit<Guest, 'keys'>[] {
    const known = chest.members.get(member);
    if (known === undefined || member === you || chest.rightsOf(member) !== undefined || !isInvited(known.role)) return [];
    if (!equal(known.signPublic, signPublic) || !equal(known.boxPublic, boxPublic)) return [];
    return [{ member, name: known.name, role: known.role, since, here, checkIn: { is: 'not-asked' }, returning: true }];
  }

  return {
    isReturning: (guest) => returning.has(guest),
    waiting(views) {
      returning = new Map(views.flatMap(returns).map((guest) => [guest.member, guest]));
      // The server chooses a guest's id: it must not be one for which there is a statement already.
      const fresh = views.filter(({ member }) => member !== you && !chest.members.has(member));
      const all = fresh.flatMap((view): readonly Vouched[] => {
        const opened = openClaim(view, chest);
        return opened === undefined ? [] : [{ ...opened, view }];
      });
      vouched = new Map(all.map((one) => [one.view.member, one]));
      const asked = all.map(({ view: { member, since, here }, name, role, checkIn }) => ({
        member,
        name,
        role,
        since,
        here,
        checkIn,
        returning: false,
      }));
      return [...asked, ...returning.values()].toSorted((a, b) => a.since - b.since);
    },
    admit(guest) {
      const one = chest.members.has(guest) ? undefined : vouched.get(guest);
      const current = chest.current();
      const keys = one && keysOf(one.view, chest);
      if (one === undefined || current === undefined || keys === undefined) return undefined;
      const { signPublic, boxPublic, invite } = one.view;
      const { epoch } = chest;
      const { signSecret } = keyring;
      const sealedName = sealName(one.name, { room, member: guest, namesKey: current.derived.names }, random);
      const statement = { room, id: guest, role: one.role, fromEpoch: epoch, signPublic, boxPublic, sealedName } as const;
      const place = { room, epoch, granter: you, reader: guest, readerBoxPublic: boxPublic };
      const grant = grantRoomKey({ ...place, roomKey: current.roomKey, signSecret });
      const answer = { room, host: you, hostSignPublic: keyring.signPublic, member: guest };
      const admission = sealAdmission(answer, { invite, admissionKey: keys.admission, guest: { signPublic, boxPublic } }, random);
      wipeInviteKeys(keys);
      return { member: guest, ...signMember(statement, signSecret), grant: { epoch, granter: you, ...grant }, admission };
    },
  };
}
