/** The check-ins of those who are in the room, opened in the host's browser. */
import { equal, fromBase64url } from '#crdt/base/bytes.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { Http } from '#client/net/http.ts';
import { openClaim, type CheckInView } from './check-in.ts';
import type { KeyChest } from './key-chest.ts';

const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

/**
 * Of members whose claim is by the very keys that the host let in: the server could show another's. Whoever else is inside has a broken one: it must not
 * read as if nothing had been asked. Only a colleague to whom the room was handed over, as an observer, came without any.
 */
export async function readCheckIns(http: Http, chest: KeyChest): Promise<Result<ReadonlyMap<MemberId, CheckInView>, ErrorCode>> {
  const reply = await http.call('GET /api/rooms/:room/check-ins', { params: { room: chest.room } });
  if (!reply.ok) return reply;
  const claimed = new Set(reply.value.claims.map(({ member }) => member));
  const found = new Map<MemberId, CheckInView>(
    chest
      .inside()
      .filter(({ id, role }) => id !== chest.host && (role !== 'observer' || claimed.has(id)))
      .map(({ id }) => [id, { is: 'broken' }]),
  );
  for (const { member, invite, sealedCheckIn, ...claim } of reply.value.claims) {
    const known = chest.members.get(member);
    const [signPublic, boxPublic] = [bytesOf(claim.signPublic), bytesOf(claim.boxPublic)];
    if (known === undefined || !equal(known.signPublic, signPublic) || !equal(known.boxPublic, boxPublic)) continue;
    const bytes = { sealedName: bytesOf(claim.sealedName), mac: bytesOf(claim.mac), sealedSecret: bytesOf(claim.sealedSecret) };
    const checkIn = sealedCheckIn === undefined ? {} : { sealedCheckIn: bytesOf(sealedCheckIn) };
    const opened = openClaim({ invite, signPublic, boxPublic, ...bytes, ...checkIn }, chest);
    if (opened !== undefined) found.set(member, opened.checkIn);
  }
  return ok(found);
}
