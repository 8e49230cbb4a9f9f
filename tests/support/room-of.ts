/** Rooms and invites as browsers make them, with bytes that nobody has to open. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
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

export async function makeInvite(therapist: Person, room: RoomId, lifeMs?: number) {
  const invite = randomUUID() as InviteId;
  const proof = randomBytes(32);
  const proofHash = createHash('sha256').update(proof).digest('base64url');
  const life = lifeMs === undefined ? {} : { lifeMs };
  const made = await therapist.post(`/api/rooms/${room}/invites`, { invite, proofHash, sealedSecret: base64(72, 9), ...life });
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
