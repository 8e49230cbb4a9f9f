/** Making and changing one's sealed records; reading them is record-reading.ts. */
import { base64url } from '#crdt/base/bytes.ts';
import { uuidFrom, type RecordId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { grantRecordKey } from '#crdt/keys/record-grant.ts';
import { isSameRecord, type RecordKind, type RecordPlace } from '#crdt/keys/record-layout.ts';
import { createRecordKey, NEW_RECORD, sealVersion, type RecordHead, type SealedVersion } from '#crdt/keys/record.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { ownerOf, readOne, remember, withRecordKey, type OpenRecord, type Reading } from './record-reading.ts';
import { createUuid } from './world.ts';

type Creating = {
  readonly kind: RecordKind;
  readonly subject?: RecordId | undefined;
  readonly parent?: RecordId | undefined;
  readonly content: Uint8Array;
  /** Signed at once, as an addendum is. */
  readonly closing?: boolean | undefined;
  /** Another one than by chance, so that trying again makes no second record. */
  readonly record?: RecordId | undefined;
};

export const createRecordId = (): RecordId => uuidFrom<RecordId>(createUuid(systemRandom));

/** A new record with its first version; its key is made here and granted to this account alone. `too_large`: the content does not fit. */
export async function createRecord(session: Reading, creating: Creating): Promise<Result<OpenRecord, ErrorCode>> {
  await sodiumReady();
  const { kind, subject, parent, content, closing = false, record = createRecordId() } = creating;
  const { account } = session.account;
  const place: RecordPlace = { record, kind, owner: account, subject, parent };
  const key = createRecordKey(systemRandom);
  const { boxPublic, signSecret } = session.keyring;
  const grant = grantRecordKey({ record, granter: account, reader: account, readerBoxPublic: boxPublic, key, signSecret });
  const sealed = seal(session, { place, key, head: NEW_RECORD }, content, closing);
  key.wipe();
  if (!sealed.ok) return sealed;
  const body = { ...spelled(sealed.value.made), grant: { sealed: base64url(grant.sealed), signature: base64url(grant.signature) } };
  const reply = await session.http.call('POST /api/records', { body });
  // Tried again under the same id: it was made the first time, and only the answer was lost.
  const made = !reply.ok && reply.code === 'taken' && creating.record !== undefined ? await readOne(session, record) : undefined;
  if (made?.ok === true && made.value.is === 'open' && isSameRecord(made.value.place, place)) return ok(made.value);
  if (!reply.ok) return reply;
  const now = Date.now();
  const known = { record, createdAt: now, changedAt: now, deletedAt: undefined };
  const fresh: OpenRecord = { ...known, is: 'open', place, owner: ownerOf(session), grant, head: sealed.value.head, content };
  await remember(session, [fresh]);
  return ok(fresh);
}

/**
 * The next version. `changed_meanwhile`: another window or device came first: read it, bring both together, save that. `record_closed`: it
 * was signed. `too_large`: the content does not fit.
 */
export async function saveVersion(
  session: Reading,
  record: OpenRecord,
  content: Uint8Array,
  { closing = false }: { readonly closing?: boolean } = {},
): Promise<Result<OpenRecord, ErrorCode>> {
  if (record.head.closed) return fail('record_closed');
  const sealed = withRecordKey(session, record, (key) => seal(session, { ...record, key }, content, closing));
  if (sealed === undefined) return fail('no_right');
  if (!sealed.ok) return sealed;
  const params = { record: record.record };
  const reply = await session.http.call('POST /api/records/:record/versions', { params, body: spelled(sealed.value.made) });
  if (!reply.ok) return reply;
  const saved = { ...record, head: sealed.value.head, content, changedAt: Date.now() };
  await remember(session, [saved]);
  return ok(saved);
}

/** A mark: everything stays, and `restoreRecord` takes it away again. */
export async function deleteRecord({ http }: Reading, record: RecordId): Promise<Result<undefined, ErrorCode>> {
  const reply = await http.call('POST /api/records/:record/delete', { params: { record } });
  return reply.ok ? ok(undefined) : reply;
}
export async function restoreRecord({ http }: Reading, record: RecordId): Promise<Result<undefined, ErrorCode>> {
  const reply = await http.call('POST /api/records/:record/restore', { params: { record } });
  return reply.ok ? ok(undefined) : reply;
}

type Standing = { readonly place: RecordPlace; readonly head: RecordHead; readonly key: Secret };
function seal(
  { account, keyring }: Reading,
  { place, head, key }: Standing,
  content: Uint8Array,
  closing: boolean,
): Result<ReturnType<typeof sealVersion>, 'too_large'> {
  const author = account.account;
  try {
    return ok(sealVersion({ place, head, content, closing, author, signSecret: keyring.signSecret, key, random: systemRandom }));
  } catch (error) {
    if (error instanceof RangeError) return fail('too_large');
    throw error;
  }
}

const spelled = ({ statement, signature, sealed }: SealedVersion) => ({
  statement: base64url(statement),
  signature: base64url(signature),
  sealed: base64url(sealed),
});
