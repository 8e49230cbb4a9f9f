/** Handing rooms that have ended over to a colleague whose keys are confirmed, and reading those that were handed to oneself. */
import { base64url } from '#crdt/base/bytes.ts';
import { uuidFrom, type AccountId, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import { sealName, signMember } from '#crdt/keys/member.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { MOST_GRANTS, type HandOverReason } from '#server/contract/http-hand-over.ts';
import type { RoomSummary } from '#server/contract/http.ts';
import { keysOf, type TheirKeys } from './key-directory.ts';
import { confirmedKeys, type Colleague, type PeopleCode } from './people.ts';
import { chestOf } from './room-summary.ts';
import type { Session } from './session.ts';
import { createUuid } from './world.ts';

type Giving = {
  readonly session: Session;
  readonly rooms: readonly RoomId[];
  readonly colleague: Colleague;
  readonly reason: HandOverReason;
  /** Once for each room that is theirs to read now. */
  readonly given?: ((room: RoomId) => void) | undefined;
};
/**
 * Seals every epoch's key of each room to the colleague, one room after the other; the first that fails ends it. `not_confirmed`: their words were
 * not compared, or their keys changed since, looked up anew; nothing has left this browser then.
 */
export async function handOver({ session, rooms, colleague, reason, given }: Giving): Promise<Result<undefined, PeopleCode>> {
  const keys = await confirmedKeys(session, colleague);
  if (!keys.ok) return keys;
  const listed = await session.http.call('GET /api/rooms');
  if (!listed.ok) return listed;
  for (const room of rooms) {
    const summary = listed.value.rooms.find((one) => one.room === room && one.from === undefined);
    const body = summary && sealedFor(summary, session, colleague.name, keys.value);
    if (body === undefined) return fail('not_found');
    const reply = await session.http.call('POST /api/rooms/:room/hand-over', {
      params: { room },
      body: { account: colleague.account, ...body, reason },
    });
    if (!reply.ok) return reply;
    given?.(room);
  }
  return ok(undefined);
}

/** The colleague's membership and grants; undefined where not all of the room opens here. */
function sealedFor(summary: RoomSummary, { keyring }: Session, name: string, { signPublic, boxPublic }: TheirKeys) {
  const { room } = summary;
  const chest = chestOf(summary, keyring, keyring.signPublic);
  if (chest === undefined) return undefined;
  const reader = uuidFrom<MemberId>(createUuid(systemRandom));
  const epochs = Array.from({ length: summary.epoch }, (_, i) => i + 1).flatMap((epoch) => {
    const of = chest.epochKeys(epoch);
    return of === undefined ? [] : [{ epoch, ...of }];
  });
  // In the last epoch, as somebody who came while it lasted: no statement lists them, and nothing can be turned any more.
  const last = epochs.at(-1);
  if (last?.epoch !== summary.epoch) return undefined;
  const sealedName = sealName(name, { room, member: reader, namesKey: last.derived.names }, systemRandom);
  const statement = { room, id: reader, role: 'observer', fromEpoch: last.epoch, signPublic, boxPublic, sealedName } as const;
  const signed = signMember(statement, keyring.signSecret);
  const grants = [...epochs.slice(0, 1), ...epochs.slice(1).slice(1 - MOST_GRANTS)].map(({ epoch, roomKey }) => {
    const place = { room, epoch, granter: summary.member, reader, readerBoxPublic: boxPublic };
    const { sealed, signature } = grantRoomKey({ ...place, roomKey, signSecret: keyring.signSecret });
    return { epoch, sealed: base64url(sealed), signature: base64url(signature) };
  });
  chest.wipe();
  return { member: reader, statement: base64url(signed.statement), signature: base64url(signed.signature), grants };
}

export async function takeBack({ http }: Session, room: RoomId, account: AccountId): Promise<Result<undefined, ErrorCode>> {
  const reply = await http.call('POST /api/rooms/:room/take-back', { params: { room }, body: { account } });
  return reply.ok ? ok(undefined) : reply;
}

/** Who handed a room over, as far as their keys are confirmed here: `signPublic` is what the room is believed under. */
export type Giver = { readonly account: AccountId; readonly name: string; readonly signPublic: Uint8Array };

/** The givers among the summaries whose keys this account confirmed. Of the others nothing is believed, so nothing is opened. */
export async function confirmedGivers(session: Session, summaries: readonly RoomSummary[]): Promise<ReadonlyMap<AccountId, Giver>> {
  const givers = new Map<AccountId, Giver>();
  for (const account of new Set(summaries.flatMap(({ from }) => (from === undefined ? [] : [from])))) {
    const keys = await keysOf(session, account);
    if (!keys.ok || !keys.value.ok || keys.value.value.standing !== 'confirmed') continue;
    givers.set(account, { account, name: keys.value.value.name, signPublic: keys.value.value.signPublic });
  }
  return givers;
}

/** What a room that was handed over is believed under; `keys_unconfirmed` where the giver's keys are not confirmed here. */
export async function giverKeyOf(session: Session, room: RoomId): Promise<Result<Uint8Array, ErrorCode>> {
  const rooms = await session.http.call('GET /api/rooms');
  if (!rooms.ok) return rooms;
  const summary = rooms.value.rooms.find((one) => one.room === room);
  if (summary?.from === undefined) return fail('no_right');
  const giver = (await confirmedGivers(session, [summary])).get(summary.from);
  return giver === undefined ? fail('keys_unconfirmed') : ok(giver.signPublic);
}
