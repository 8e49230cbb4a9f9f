/** Rooms and invites as browsers make them, with bytes that nobody has to open. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { InvitedRole } from '#crdt/base/roles.ts';
import { encodeMember } from '#crdt/keys/member-layout.ts';
import { base64, type Person } from './person.ts';

export async function makeRoom(therapist: Person) {
  const room = randomUUID() as RoomId;
  const member = randomUUID() as MemberId;
  const grant = { sealed: base64(80, 5), signature: base64(64, 6) };
  const made = await therapist.post('/api/rooms', {
    room,
    member,
    sealedTitle: base64(40, 4),
    statement: base64(90, 7),
    signature: base64(64, 8),
    grant,
  });
  if (made.status !== 200) throw new Error(`no room: ${made.status}`);
  return { room, member };
}

export async function makeInvite(therapist: Person, room: RoomId, lifeMs?: number, role?: InvitedRole) {
  const invite = randomUUID() as InviteId;
  const proof = randomBytes(32);
  const proofHash = createHash('sha256').update(proof).digest('base64url');
  const more = { ...(lifeMs === undefined ? {} : { lifeMs }), ...(role === undefined ? {} : { role }) };
  const made = await therapist.post(`/api/rooms/${room}/invites`, { invite, proofHash, sealedSecret: base64(72, 9), ...more });
  if (made.status !== 200) throw new Error(`no invite: ${made.status}`);
  return { invite, proof: proof.toString('base64url') };
}

export const claimBody = (proof: string, keys = 11) => ({
  proof,
  signPublic: base64(32, keys),
  boxPublic: base64(32, keys + 1),
  sealedName: base64(40, 13),
  mac: base64(32, 14),
});

type Admitting = { readonly room: RoomId; readonly host: MemberId; readonly member: MemberId };
type Keys = number | { readonly signPublic: string; readonly boxPublic: string };
/** What the host's browser sends to let in whoever claimed with `claimBody`'s keys, or an account's. */
export function admissionBody(
  { room, host, member }: Admitting,
  more: { epoch?: number; role?: InvitedRole; keys?: Keys | undefined } = {},
) {
  const { epoch = 1, role = 'participant', keys = 11 } = more;
  const [signPublic, boxPublic] =
    typeof keys === 'number'
      ? [Buffer.alloc(32, keys), Buffer.alloc(32, keys + 1)]
      : [Buffer.from(keys.signPublic, 'base64url'), Buffer.from(keys.boxPublic, 'base64url')];
  const statement = encodeMember({ room, id: member, role, fromEpoch: epoch, signPublic, boxPublic, sealedName: randomBytes(40) });
  const grant = { epoch, granter: host, sealed: randomBytes(80), signature: randomBytes(64) };
  return { member, statement, signature: randomBytes(64), grant, admission: randomBytes(120) };
}
