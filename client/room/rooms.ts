/** A therapist's rooms from outside: making one, listing them with their titles, inviting, entering. */
import type { Ask } from '#crdt/base/asks.ts';
import { base64url, utf8 } from '#crdt/base/bytes.ts';
import { uuidFrom, type AccountId, type InviteId, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { InvitedRole } from '#crdt/base/roles.ts';
import type { Random } from '#crdt/base/random.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import { createInviteSecret, inviteKeys, inviteRoot, linkProof, wipeInviteKeys } from '#crdt/keys/invite-keys.ts';
import { sealInvite } from '#crdt/keys/invite-record.ts';
import { inviteLink } from '#crdt/keys/invite-link.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { sealName, signMember } from '#crdt/keys/member.ts';
import { createRoomKey, roomKeys, sealTitle, wipeRoomKeys } from '#crdt/keys/room-key.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RoomSummary } from '#server/contract/http.ts';
import { confirmedGivers, type Giver } from './hand-over.ts';
import { bytesOf, chestOf } from './room-summary.ts';
import type { Session } from './session.ts';
import { createUuid } from './world.ts';

export { enterRoom, readRoom } from './enter.ts';

const FIRST_EPOCH = 1;

type Creating = { readonly session: Session; readonly title: string; readonly random?: Random | undefined };
/** A new room with this account as its host: its key is made here, and granted to this account alone. */
export async function createRoom({ session, title, random = systemRandom }: Creating): Promise<Result<RoomId, ErrorCode>> {
  await sodiumReady();
  const { keyring, http } = session;
  const room = uuidFrom<RoomId>(createUuid(random));
  const member = uuidFrom<MemberId>(createUuid(random));
  const roomKey = createRoomKey(random);
  const keys = roomKeys(roomKey, room, FIRST_EPOCH);
  const { signPublic, boxPublic, signSecret } = keyring;
  const sealedName = sealName(keyring.name, { room, member, namesKey: keys.names }, random);
  const signed = signMember({ room, id: member, role: 'therapist', fromEpoch: FIRST_EPOCH, signPublic, boxPublic, sealedName }, signSecret);
  const place = { room, epoch: FIRST_EPOCH, granter: member, reader: member, readerBoxPublic: boxPublic };
  const grant = grantRoomKey({ ...place, roomKey, signSecret });
  const reply = await http.call('POST /api/rooms', {
    body: {
      room,
      member,
      sealedTitle: base64url(sealTitle({ title, room, titleKey: keys.title, random })),
      statement: base64url(signed.statement),
      signature: base64url(signed.signature),
      grant: { sealed: base64url(grant.sealed), signature: base64url(grant.signature) },
    },
  });
  wipeRoomKeys(keys);
  roomKey.wipe();
  return reply.ok ? ok(room) : reply;
}

/** A room in the list; `title` is empty where it does not open. */
export type RoomEntry = Pick<RoomSummary, 'room' | 'status' | 'createdAt' | 'waiting'> & {
  readonly title: string;
  readonly endedAt: number | undefined;
  /** Its keys are not among this account's (any more): it stays closed. */
  readonly locked: boolean;
  /** Who handed it over; `name` is undefined while their keys are not confirmed: then nothing of it opens. */
  readonly handed: { readonly from: AccountId; readonly name: string | undefined } | undefined;
  readonly handedTo: readonly AccountId[];
};

/** Opens what the list tells of each room: one's own, and those handed over by somebody whose keys are confirmed. */
export function openRoomSummaries(
  summaries: readonly RoomSummary[],
  keyring: Keyring,
  givers: ReadonlyMap<AccountId, Giver> = new Map(),
): readonly RoomEntry[] {
  return summaries.map((summary) => {
    const { room, status, createdAt, endedAt, waiting, from, handedTo } = summary;
    const giver = from && givers.get(from);
    const hostSignPublic = from === undefined ? keyring.signPublic : giver?.signPublic;
    const chest = hostSignPublic && chestOf(summary, keyring, hostSignPublic);
    const title = chest?.title(bytesOf(summary.sealedTitle)) ?? '';
    chest?.wipe();
    const handed = from === undefined ? undefined : { from, name: giver?.name };
    return { room, status, createdAt, endedAt, waiting, title, locked: chest === undefined, handed, handedTo };
  });
}

export async function listRooms(session: Session): Promise<Result<readonly RoomEntry[], ErrorCode>> {
  await sodiumReady();
  const reply = await session.http.call('GET /api/rooms');
  if (!reply.ok) return reply;
  return ok(openRoomSummaries(reply.value.rooms, session.keyring, await confirmedGivers(session, reply.value.rooms)));
}

export type Invitation = { readonly invite: InviteId; readonly link: string; readonly expiresAt: number };
type Inviting = {
  readonly session: Session;
  readonly room: RoomId;
  readonly lifeMs?: number | undefined;
  /** To be told another way than the link; without it the link opens nothing. */
  readonly passcode?: string | undefined;
  /** What whoever comes will be; a participant where nothing is said. */
  readonly role?: InvitedRole | undefined;
  /** What they are asked before they wait. */
  readonly asks?: readonly Ask[] | undefined;
  /** The words that they are asked to agree to, where `asks` holds consent. */
  readonly consentWords?: string | undefined;
  readonly random?: Random | undefined;
};
/** A link for one guest. Its secret goes to the server only sealed under the room's key, a passcode not at all. */
export async function createInvite(inviting: Inviting): Promise<Result<Invitation, ErrorCode>> {
  await sodiumReady();
  const { session, room, lifeMs, passcode, role = 'participant', asks = [], consentWords = '', random = systemRandom } = inviting;
  const { http, keyring } = session;
  const rooms = await http.call('GET /api/rooms');
  if (!rooms.ok) return rooms;
  const summary = rooms.value.rooms.find((one) => one.room === room && one.from === undefined);
  const chest = summary && chestOf(summary, keyring, keyring.signPublic);
  const invitesKey = chest?.newestGranted()?.derived.invites;
  if (chest === undefined || invitesKey === undefined) return fail('not_found');
  const invite = uuidFrom<InviteId>(createUuid(random));
  const secret = createInviteSecret(random);
  const root = await inviteRoot({ secret, invite, passcode });
  const keys = inviteKeys(root, invite);
  const agreed = asks.includes('consent') ? { consentHash: sha256(utf8(consentWords)) } : {};
  const sealedSecret = sealInvite({ root, role, asks, ...agreed }, { invite, room, invitesKey }, random);
  chest.wipe();
  const reply = await http.call('POST /api/rooms/:room/invites', {
    params: { room },
    body: {
      invite,
      proofHash: base64url(sha256(linkProof(secret, invite))),
      ...(passcode === undefined ? {} : { passcodeHash: base64url(keys.proofHash) }),
      sealedSecret: base64url(sealedSecret),
      role,
      asks: [...asks],
      consentWords: asks.includes('consent') ? consentWords : '',
      ...(lifeMs === undefined ? {} : { lifeMs }),
    },
  });
  const link = inviteLink(http.origin, invite, secret);
  wipeInviteKeys(keys);
  secret.wipe();
  root.wipe();
  return reply.ok ? ok({ invite, link, expiresAt: reply.value.expiresAt }) : reply;
}
