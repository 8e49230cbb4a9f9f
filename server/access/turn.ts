/**
 * Turning a room's epoch: the host's browser has made the key, sealed it to those who stay, and signed who they are and what each may. Here it is
 * held against what is known, and kept all or nothing, with whoever leaves.
 */
import { readEpoch, EPOCH_SIGN_LABEL, type EpochStatement, type LogEnd } from '#crdt/keys/epoch-layout.ts';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { DocName } from '#crdt/base/docs.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Tx } from '#db/connect.ts';
import { ed25519Key, isEd25519 } from '#db/ed25519.ts';
import { addEpoch, newestEpoch, replaceWriters } from '#db/epochs.ts';
import { addGrant, revokeGrantsOf } from '#db/grants.ts';
import { revokeInviteOf } from '#db/invites.ts';
import { membersOf, setMember, type MemberRow } from '#db/members.ts';
import { findRoom, turnRoom, type RoomRow } from '#db/rooms.ts';
import { removeMemberSignIns } from '#db/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { UpBody } from '#server/contract/messages.ts';
import { sha256 } from './bytes.ts';
import type { AccessDeps } from './deps.ts';

export type Ends = { readonly [Name in DocName]: LogEnd };
export type TurnBody = UpBody<'room/turn'>;
type Answer<Value> = Promise<Result<Value, ErrorCode>>;

/** One turn as the host's act: runs in its transaction. The statement, as it is kept from then on. */
export async function keepTurn(
  deps: AccessDeps,
  tx: Tx,
  at: { readonly room: RoomId; readonly host: MemberId; readonly owner: AccountId; readonly ends: Ends },
  body: TurnBody,
): Answer<EpochStatement> {
  const now = new Date(deps.clock.now());
  const { host, owner } = at;
  const room = await findRoom(tx, at.room);
  if (room === undefined) return fail('not_found');
  if (room.status === 'ended') return fail('room_ended');
  const statement = readEpoch(body.statement);
  if (statement === undefined) return fail('bad_shape');
  const fault = (await statementFault(tx, room, statement, at.ends)) ?? undefined;
  if (fault !== undefined) return fail(fault);
  const members = await membersOf(tx, [at.room]);
  const hosting = members.find(({ id }) => id === host);
  if (hosting === undefined || !isSigned(body, hosting.signPublic)) return fail('no_right');
  const who = whoFault(statement, body, members, host) ?? lockFault(statement, members, room);
  if (who !== undefined) return fail(who);

  if (!(await turnRoom(tx, at.room, room.epoch))) return fail('wrong_epoch');
  const { epoch } = statement;
  await addEpoch(tx, { room: at.room, epoch, owner, statement: body.statement, signature: body.signature, madeAt: now });
  const accountOf = (id: MemberId): AccountId | null => members.find((member) => member.id === id)?.account ?? null;
  const granted = body.grants.map(({ reader, sealed, signature }) => ({
    ...{ room: at.room, epoch, reader, owner, account: accountOf(reader), granter: host, sealed, signature },
    ...{ grantedAt: now, revokedAt: null },
  }));
  await addGrant(tx, ...granted);
  await replaceWriters(
    tx,
    at.room,
    statement.members.map(({ member, rights }) => ({ room: at.room, member, owner, epoch, rights, host: member === host })),
  );
  for (const { member } of statement.members) {
    if (members.find(({ id }) => id === member)?.state !== 'admitted') await setMember(tx, member, { state: 'admitted' });
  }
  for (const { member, to } of body.leaving) {
    await setMember(tx, member, to === 'waiting' ? { state: 'waiting', since: now } : { state: 'removed' });
    if (to === 'waiting') continue;
    await revokeGrantsOf(tx, member, now);
    await removeMemberSignIns(tx, member);
    await revokeInviteOf(tx, member, now);
  }
  return ok(statement);
}

/** It has to be the very next one, upon the one that is kept, and to begin where both logs end. */
async function statementFault(tx: Tx, room: RoomRow, statement: EpochStatement, ends: Ends): Promise<ErrorCode | undefined> {
  if (statement.room !== room.id) return 'wrong_room';
  const before = await newestEpoch(tx, room.id);
  const previous = before === undefined ? new Uint8Array(32) : sha256(before.statement);
  const isNext = statement.epoch === room.epoch + 1 && Buffer.compare(previous, statement.previous) === 0;
  if (!isNext || statement.epoch > LIMITS.epochsPerRoom) return 'wrong_epoch';
  const fits = (['drawing', 'chat'] as const).every(
    (doc) => statement.ends[doc].seq === ends[doc].seq && Buffer.compare(statement.ends[doc].head, ends[doc].head) === 0,
  );
  return fits ? undefined : 'snapshot_mismatch';
}

/** All who are in the room now stay or leave; whoever comes back was in it before; nobody else is listed, and each who is gets a grant. */
function whoFault(
  { members: listed }: EpochStatement,
  body: TurnBody,
  members: readonly MemberRow[],
  host: MemberId,
): ErrorCode | undefined {
  const ids = listed.map(({ member }) => member);
  const left = body.leaving.map(({ member }) => member);
  const isAllowed = ({ state, statement }: MemberRow): boolean => state === 'admitted' || (state === 'waiting' && statement !== null);
  const known = new Map(members.filter(isAllowed).map((member) => [member.id, member]));
  const inside = members.filter(({ state }) => state === 'admitted').map(({ id }) => id);
  const all = [...ids, ...left];
  // Whoever was taken out from outside the room (deactivate.ts) is in the epoch before and said to leave it.
  const isOut = (id: MemberId): boolean => members.some((member) => member.id === id && member.state === 'removed');
  const isKnown = ids.every((id) => known.has(id)) && left.every((id) => known.has(id) || isOut(id));
  if (new Set(all).size !== all.length || !isKnown || !inside.every((id) => all.includes(id))) return 'not_found';
  // Somebody who waits may be sent away for good as well; the host may not leave their own room this way; a role is for good.
  if (!listed.every(({ member, role }) => known.get(member)?.role === role) || !ids.includes(host)) return 'no_right';
  if (ids.length > LIMITS.membersPerRoom) return 'room_full';
  const readers = body.grants.map(({ reader }) => reader);
  return new Set(readers).size === readers.length && readers.length === ids.length && readers.every((id) => ids.includes(id))
    ? undefined
    : 'bad_shape';
}

/** Who was sent back comes in again by a turn, and not into a room that is locked. */
function lockFault({ members: listed }: EpochStatement, members: readonly MemberRow[], room: RoomRow): ErrorCode | undefined {
  const waits = new Set(members.filter(({ state }) => state === 'waiting').map(({ id }) => id));
  return room.locked && listed.some(({ member }) => waits.has(member)) ? 'room_locked' : undefined;
}

const LABEL = Buffer.concat([Buffer.from([EPOCH_SIGN_LABEL.length]), Buffer.from(EPOCH_SIGN_LABEL)]);

/**
 * Browsers believe no statement that the host's key did not sign; the server asks too, so that somebody with a stolen cookie and no keys cannot
 * put a turn into a room that everybody would then refuse.
 */
function isSigned({ statement, signature }: TurnBody, signPublic: Uint8Array): boolean {
  return isEd25519(ed25519Key(signPublic), Buffer.concat([LABEL, statement]), signature);
}
