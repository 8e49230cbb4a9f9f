import { ok, type Result } from '#crdt/base/result.ts';
import type { Clock } from '#crdt/base/clock.ts';
import { ASKS } from '#crdt/base/asks.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Http } from '#client/net/http.ts';
import type { Storage } from '#client/net/storage.ts';
import { enterRoom, type EnterEnd, type Wait } from '#client/room/enter.ts';
import type { HostStopped } from '#client/room/host-keys.ts';
import { createInvite, createRoom, listRooms } from '#client/room/rooms.ts';
import { register, resume, type Session } from '#client/room/session.ts';
import { signedInHere, unlockByPassword } from '#client/room/unlock.ts';
import type { Participant } from '#client/room/types.ts';
import { DEFAULT_CONSENT_WORDS } from '#client/ui/words.ts';
import type { AccountDoor } from './account.ts';
import { passkeySignIn, passkeyUnlock, signInStep } from './factor-doors.ts';
import type { AdminDoor } from './admin.ts';
import type { AccountInvite, RoomsDoor } from './rooms.ts';

const UNTITLED = 'A room whose title does not open';

export function createAccountDoor(http: Http, storage: Storage): AccountDoor<Session> {
  return {
    setup: () => http.call('GET /api/setup'),
    register: (registration) => register({ http, storage, ...registration }),
    async invited(token) {
      const invited = await http.call('POST /api/register/invite', { body: { token } });
      return invited.ok ? ok(invited.value.roles) : invited;
    },
    limits: () => http.call('GET /api/limits'),
    signIn: (email, password, remember) => signInStep(http, storage, email, password, remember),
    signInByPasskey: (remember) => passkeySignIn(http, storage, remember),
    unlock: (account, password) => unlockByPassword({ http, storage }, account, password),
    unlockByPasskey: (account) => passkeyUnlock(http, storage, account),
    locked: () => signedInHere({ http }),
    async endSignIn() {
      await http.call('POST /api/sign-out');
    },
    async resume() {
      const resumed = await resume({ http, storage });
      return resumed.ok ? resumed.value : undefined;
    },
  };
}

type Waiting = {
  onWaiting(wait: Wait): void;
  onStopped(stopped: HostStopped): void;
  readonly signal: AbortSignal;
};
export type EnterDoor = (room: RoomId, waiting: Waiting) => Promise<Result<Participant, EnterEnd>>;
export const createEnterDoor =
  (session: Session, clock: Clock): EnterDoor =>
  (room, waiting) =>
    enterRoom({ session, room, clock, ...waiting });

export function createRoomsDoor(session: Session): RoomsDoor {
  return {
    async list() {
      const listed = await listRooms(session);
      return listed.ok ? ok(listed.value.map((entry) => ({ ...entry, title: entry.title || UNTITLED }))) : listed;
    },
    create: (title) => createRoom({ session, title }),
    async inviteForm() {
      const reply = await session.http.call('GET /api/invite-form');
      if (!reply.ok) return reply;
      const { asks = ASKS, consentWords } = reply.value;
      return ok({ asks, consentWords: consentWords === '' ? DEFAULT_CONSENT_WORDS : consentWords });
    },
    async openInvites(room) {
      const reply = await session.http.call('GET /api/rooms/:room/invites', { params: { room } });
      return reply.ok ? ok(reply.value.invites) : reply;
    },
    invite: (room, wishes) => createInvite({ session, room, ...wishes }),
    async inviteParticipant(email) {
      const reply = await session.http.call('POST /api/participant-invites', { body: { email } });
      return reply.ok ? ok(accountInvite(session.http, email, reply.value)) : reply;
    },
  };
}

type Token = { readonly token: string; readonly expiresAt: number };
const accountInvite = ({ origin }: Http, email: string, { token, expiresAt }: Token): AccountInvite => ({
  email,
  link: `${origin}/welcome#${token}`,
  expiresAt,
});

export function createAdminDoor(http: Http): AdminDoor {
  return {
    words: () => http.call('GET /api/practice/words'),
    async saveWords(words) {
      const reply = await http.call('POST /api/practice/words', { body: words });
      return reply.ok ? ok(words) : reply;
    },
    async rooms() {
      const reply = await http.call('GET /api/admin/rooms');
      return reply.ok ? ok(reply.value.rooms) : reply;
    },
    async accounts() {
      const reply = await http.call('GET /api/accounts');
      return reply.ok ? ok(reply.value.accounts) : reply;
    },
    async notices() {
      const reply = await http.call('GET /api/admin/sign-ins');
      return reply.ok ? ok(reply.value.notices) : reply;
    },
    retention: () => http.call('GET /api/admin/retention'),
    async invite(email, roles) {
      const reply = await http.call('POST /api/account-invites', { body: { email, roles: [...roles] } });
      return reply.ok ? ok(accountInvite(http, email, reply.value)) : reply;
    },
    deactivate: (account) => http.call('POST /api/accounts/deactivate', { body: { account } }),
    reactivate: (account) => http.call('POST /api/accounts/reactivate', { body: { account } }),
    async resets() {
      const reply = await http.call('GET /api/account-resets');
      return reply.ok ? ok(reply.value.resets) : reply;
    },
    revokeReset: (account) => http.call('POST /api/account-resets/revoke', { body: { account } }),
    async reset(account, withFactors) {
      const reply = await http.call('POST /api/account-resets', { body: { account, withFactors } });
      if (!reply.ok) return reply;
      return ok({ link: `${http.origin}/reset#${reply.value.token}`, expiresAt: reply.value.expiresAt });
    },
  };
}
