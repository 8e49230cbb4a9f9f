import { signal, type ReadonlySignal } from '@preact/signals';
import type { Ask } from '#crdt/base/asks.ts';
import type { AccountId, InviteId, RoomId } from '#crdt/base/ids.ts';
import type { InvitedRole } from '#server/contract/roles.ts';
import type { Result } from '#crdt/base/result.ts';
import type { DoorCode } from './account.ts';

/** A room of the therapist's list; its title was opened in this browser. */
export type RoomCard = {
  readonly room: RoomId;
  readonly title: string;
  readonly status: 'open' | 'ended';
  /** ms since the Unix epoch */
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  readonly waiting: number;
  /** Nothing of it opens with the keys that are here. */
  readonly locked: boolean;
  /** Who handed it over; `name` undefined: their keys are not confirmed, nothing of it opens. */
  readonly handed?: { readonly name: string | undefined } | undefined;
  readonly handedTo: readonly AccountId[];
};
/** What an invite's form begins with. */
export type InviteForm = { readonly asks: readonly Ask[]; readonly consentWords: string };
export type InviteWishes = {
  readonly role: InvitedRole;
  readonly asks: readonly Ask[];
  readonly passcode: string | undefined;
  readonly consentWords: string;
};
/** A link that is out and by which nobody has come yet. Times are ms since the Unix epoch. */
export type OpenInvite = {
  readonly invite: InviteId;
  readonly role: InvitedRole;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** After too many wrong passcodes. */
  readonly closed: boolean;
  /** Opened too often within an hour: it rests until then. */
  readonly pausedUntil?: number | undefined;
};
export type InviteLink = { readonly link: string; readonly expiresAt: number };

/** A link that its therapist passes on; whoever opens it makes an account of their own. */
export type AccountInvite = { readonly link: string; readonly email: string; readonly expiresAt: number };

export type RoomsDoor = {
  list(): Promise<Result<readonly RoomCard[], DoorCode>>;
  create(title: string): Promise<Result<RoomId, DoorCode>>;
  inviteForm(): Promise<Result<InviteForm, DoorCode>>;
  invite(room: RoomId, wishes: InviteWishes): Promise<Result<InviteLink, DoorCode>>;
  openInvites(room: RoomId): Promise<Result<readonly OpenInvite[], DoorCode>>;
  inviteParticipant(email: string): Promise<Result<AccountInvite, DoorCode>>;
};

export type RoomsStore = {
  readonly rooms: ReadonlySignal<readonly RoomCard[] | undefined>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  refresh(): Promise<void>;
  /** The new room, or undefined with `wrong` set. */
  create(title: string): Promise<RoomId | undefined>;
  /** Undefined until it was loaded. */
  readonly inviteForm: ReadonlySignal<InviteForm | undefined>;
  /** Of the room that was asked for last; undefined until they were loaded. */
  readonly openInvites: ReadonlySignal<readonly OpenInvite[] | undefined>;
  /** The form and the links that are out already. */
  loadInviteForm(room: RoomId): Promise<void>;
  invite(room: RoomId, wishes: InviteWishes): Promise<InviteLink | undefined>;
  inviteParticipant(email: string): Promise<Result<AccountInvite, DoorCode>>;
};

export function createRoomsStore(door: RoomsDoor): RoomsStore {
  const rooms = signal<readonly RoomCard[] | undefined>(undefined);
  const wrong = signal<DoorCode | undefined>(undefined);
  const inviteForm = signal<InviteForm | undefined>(undefined);
  const openInvites = signal<readonly OpenInvite[] | undefined>(undefined);
  const taken = <Value>(outcome: Result<Value, DoorCode>): Value | undefined => {
    wrong.value = outcome.ok ? undefined : outcome.code;
    return outcome.ok ? outcome.value : undefined;
  };
  const refresh = async (): Promise<void> => {
    const list = taken(await door.list());
    if (list !== undefined) rooms.value = [...list].sort((a, b) => b.createdAt - a.createdAt);
  };
  return {
    rooms,
    wrong,
    refresh,
    async create(title) {
      const room = taken(await door.create(title));
      if (room !== undefined) await refresh();
      return room;
    },
    inviteForm,
    openInvites,
    async loadInviteForm(room) {
      inviteForm.value = undefined;
      openInvites.value = undefined;
      const [form, out] = await Promise.all([door.inviteForm(), door.openInvites(room)]);
      inviteForm.value = taken(form);
      if (form.ok) openInvites.value = taken(out);
    },
    invite: async (room, wishes) => taken(await door.invite(room, wishes)),
    inviteParticipant: (email) => door.inviteParticipant(email),
  };
}
