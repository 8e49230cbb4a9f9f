/** The rooms of others in which an account was, with their titles, as far as its keys open them. */
import { fromBase64url } from '#crdt/base/bytes.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { JoinedRoom } from '#server/contract/http-participants.ts';
import { createKeyChest } from './key-chest.ts';
import { hostKeyOf } from './own-room.ts';
import type { Session } from './session.ts';

export type SessionEntry = Pick<JoinedRoom, 'room' | 'status' | 'createdAt'> & {
  /** As those in the room saw it; empty where it does not open. */
  readonly title: string;
  readonly endedAt: number | undefined;
};

export async function listSessions(
  session: Pick<Session, 'http' | 'account' | 'keyring'>,
): Promise<Result<readonly SessionEntry[], ErrorCode>> {
  await sodiumReady();
  const reply = await session.http.call('GET /api/sessions');
  if (!reply.ok) return reply;
  return ok(
    reply.value.sessions.map((joined) => {
      const { room, status, createdAt, endedAt } = joined;
      return { room, status, createdAt, endedAt, title: titleOf(joined, session) };
    }),
  );
}

const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

function titleOf(joined: JoinedRoom, { account, keyring }: Pick<Session, 'account' | 'keyring'>): string {
  const { room, member, host, invite } = joined;
  const own = { room, host, member, invite, sealedRoot: bytesOf(joined.sealedRoot), admission: bytesOf(joined.admission) };
  const hostSignPublic = hostKeyOf(own, account.account, keyring);
  if (hostSignPublic === undefined) return '';
  const chest = createKeyChest({ room, you: member, host, hostSignPublic, keyring });
  for (const { epoch, granter, sealed, signature } of joined.grants)
    chest.addGrant({ epoch, granter, sealed: bytesOf(sealed), signature: bytesOf(signature) });
  for (const { statement, signature } of joined.epochs) chest.addEpoch({ statement: bytesOf(statement), signature: bytesOf(signature) });
  const title = chest.title(bytesOf(joined.sealedTitle)) ?? '';
  chest.wipe();
  return title;
}
