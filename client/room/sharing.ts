/**
 * Giving copies of records to others whose keys are confirmed here, and reading those that others gave to oneself. A copy is a record of its own, signed
 * shut as it is made: what its source holds besides, and what comes after, its readers never learn.
 */
import { base64url } from '#crdt/base/bytes.ts';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { grantRecordKey } from '#crdt/keys/record-grant.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RecordView } from '#server/contract/http-records.ts';
import type { RecordAccessView, ShareBasis, ShareView } from '#server/contract/http-sharing.ts';
import { keysOf } from './key-directory.ts';
import { pagesOf } from './pages.ts';
import { confirmedKeys, type Colleague, type PeopleCode } from './people.ts';
import {
  openView,
  readOne,
  remember,
  seenOf,
  withRecordKey,
  type OpenRecord,
  type ReadRecord,
  type RecordOwner,
} from './record-reading.ts';
import type { Session } from './session.ts';

type Giving = {
  readonly session: Session;
  /** The copy, and the picture that belongs to it. */
  readonly records: readonly OpenRecord[];
  readonly reader: Colleague;
  readonly basis: ShareBasis;
  /** When it ends, ms since the Unix epoch. */
  readonly until?: number | undefined;
};
/**
 * Seals each record's key to the reader. `not_confirmed`: their words were not compared, or their keys changed since, looked up anew; nothing has
 * left this browser then.
 */
export async function shareRecords({ session, records, reader, basis, until }: Giving): Promise<Result<undefined, PeopleCode>> {
  const keys = await confirmedKeys(session, reader);
  if (!keys.ok) return keys;
  const granter = session.account.account;
  const { signSecret } = session.keyring;
  for (const one of records) {
    const place = { record: one.record, granter, reader: reader.account, readerBoxPublic: keys.value.boxPublic };
    const grant = withRecordKey(session, one, (key) => grantRecordKey({ ...place, key, signSecret }));
    if (grant === undefined) return fail('no_right');
    const sealed = { sealed: base64url(grant.sealed), signature: base64url(grant.signature) };
    const body = { reader: reader.account, grant: sealed, basis, ...(until === undefined ? {} : { until }) };
    const reply = await session.http.call('POST /api/records/:record/share', { params: { record: one.record }, body });
    if (!reply.ok) return reply;
  }
  return ok(undefined);
}

/** The reader is shown nothing of them from now on. */
export async function unshareRecords(
  { http }: Session,
  records: readonly RecordId[],
  reader: AccountId,
): Promise<Result<undefined, ErrorCode>> {
  for (const record of records) {
    const reply = await http.call('POST /api/records/:record/unshare', { params: { record }, body: { reader } });
    if (!reply.ok) return reply;
  }
  return ok(undefined);
}

/** What one gave to others, the newest first; of one patient where that is given. */
export async function sharesGiven({ http }: Session, subject?: RecordId): Promise<Result<ShareView[], ErrorCode>> {
  const shares: ShareView[] = [];
  const about = subject === undefined ? {} : { subject };
  for await (const page of pagesOf((cursor) => http.call('GET /api/shares', { query: { limit: 200, cursor, ...about } }))) {
    if (!page.ok) return page;
    shares.push(...page.value.shares);
  }
  return ok(shares);
}

/** A copy that somebody gave to this account. */
export type SharedCopy = {
  /** As this account calls them, empty where their keys are not confirmed here. */
  readonly from: string;
  readonly until: number | undefined;
  readonly read: ReadRecord;
};

/** Copies that others gave to this account. What comes from somebody whose keys are not confirmed here is damaged: `unknown-author`. */
export async function listShared(session: Session): Promise<Result<SharedCopy[], ErrorCode>> {
  await sodiumReady();
  const shared: SharedCopy[] = [];
  const owners = new Map<AccountId, KnownOwner | undefined>();
  for await (const page of pagesOf((cursor) => session.http.call('GET /api/shared', { query: { limit: 50, cursor } }))) {
    if (!page.ok) return page;
    for (const view of page.value.records) {
      if (!owners.has(view.owner)) {
        const owner = await knownOwner(session, view.owner);
        if (!owner.ok) return owner;
        owners.set(view.owner, owner.value);
      }
      const owner = owners.get(view.owner);
      const read = await openShared(session, view, owner, 'copy');
      shared.push({ from: owner?.name ?? '', until: view.until, read });
    }
  }
  return ok(shared);
}

/** A picture that was given with a copy by that same owner. */
export async function readShared(session: Session, record: RecordId, { owner }: OpenRecord): Promise<Result<ReadRecord, ErrorCode>> {
  await sodiumReady();
  const view = await session.http.call('GET /api/shared/:record', { params: { record } });
  if (!view.ok) return view;
  return view.value.record === record ? ok(await openShared(session, view.value, owner, 'picture')) : fail('not_found');
}

type KnownOwner = RecordOwner & { readonly name: string };

async function knownOwner(session: Session, account: AccountId): Promise<Result<KnownOwner | undefined, ErrorCode>> {
  const keys = await keysOf(session, account);
  if (!keys.ok) return keys;
  if (!keys.value.ok || keys.value.value.standing !== 'confirmed') return ok(undefined);
  const { name, signPublic } = keys.value.value;
  return ok({ account, name, signPublic });
}

async function openShared(
  session: Session,
  view: RecordView,
  owner: RecordOwner | undefined,
  kind: 'copy' | 'picture',
): Promise<ReadRecord> {
  const { record, createdAt, changedAt, deletedAt } = view;
  if (owner === undefined) return { record, createdAt, changedAt, deletedAt, is: 'damaged', fault: 'unknown-author' };
  const read = openView(session, view, (await seenOf(session, [record])).get(record), { kind }, owner);
  await remember(session, [read]);
  return read;
}

/** One page of who opened a record, for its owner and for whoever it was given to, the newest first. */
export async function recordAccesses(
  { http }: Session,
  record: RecordId,
  cursor?: string,
): Promise<Result<{ readonly accesses: readonly RecordAccessView[]; readonly next?: string | undefined }, ErrorCode>> {
  return http.call('GET /api/records/:record/accesses', { params: { record }, query: { cursor } });
}

/** One's own records to be shared, read anew; `not_found` where one of them does not open. */
export async function ownRecords(session: Session, records: readonly RecordId[]): Promise<Result<OpenRecord[], ErrorCode>> {
  const open: OpenRecord[] = [];
  for (const record of records) {
    const read = await readOne(session, record);
    if (!read.ok) return read;
    if (read.value.is === 'damaged') return fail('not_found');
    open.push(read.value);
  }
  return ok(open);
}
