/** Giving copies of records to others over HTTP: the owner grants and revokes, the reader reads, and both see who opened what. */
import { z } from 'zod';
import { isUuid, type AccountId, type RecordId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { RECORD_KINDS } from '#crdt/keys/record-layout.ts';
import { accountById } from '#db/accounts.ts';
import { appendAudit } from '#db/audit.ts';
import { findRecordAccesses, type AuditRow } from '#db/audit-search.ts';
import { acting, type Tx } from '#db/connect.ts';
import { copiesFor, revokeGrant, sharesGiven, unrevokedGrant } from '#db/record-sharing.ts';
import { addRecordGrant, findRecord, lockRecord } from '#db/records.ts';
import { fromBase64 } from '#server/access/bytes.ts';
import { audited, auditEntry, type AccessDeps, type Act, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteQuery, RouteReply } from '#server/contract/http.ts';
import { SHARE_BASES, type RecordAccessView, type ShareBasis } from '#server/contract/http-sharing.ts';
import { cutPage, readPlace } from '#server/contract/query.ts';
import { accountId, recordId, time } from '#server/contract/shapes.ts';
import { cutBySize, viewsOf } from './views.ts';

type Done = Promise<Result<Record<string, never>, ErrorCode>>;
type Read<Name extends 'GET /api/shares' | 'GET /api/shared' | 'GET /api/shared/:record' | 'GET /api/records/:record/accesses'> = Promise<
  Result<RouteReply<Name>, ErrorCode>
>;

/** Whose sign-in may ask for what was given to it. */
const READERS: readonly string[] = ['therapist', 'participant'];
const SHARED: readonly number[] = [RECORD_KINDS.copy, RECORD_KINDS.picture];
const BASIS_NUMBERED: ReadonlyMap<number, ShareBasis> = new Map(
  Object.entries(SHARE_BASES).map(([basis, number]) => [number, basis as ShareBasis]),
);

const sharePlace = z.tuple([time, recordId, accountId]);
const copyPlace = z.tuple([time, recordId]);
const auditPlace = z.tuple([time, z.int().min(1)]);

export function createSharing(deps: AccessDeps) {
  const { clock } = deps;
  /** Not revoked, and its end has not come. */
  const isGiven = async (tx: Tx, record: RecordId, reader: AccountId): Promise<boolean> => {
    const grant = await unrevokedGrant(tx, record, reader);
    return grant !== undefined && (grant.until === null || grant.until.getTime() > clock.now());
  };
  return {
    share(
      owner: AccountId,
      record: RecordId,
      { reader, grant, basis, until }: RouteBody<'POST /api/records/:record/share'>,
      from: From,
    ): Done {
      const act: Act = { ...actOf(owner, from), action: 'record.share', subject: `record:${record}/account:${reader}/${basis}` };
      return audited(deps, `account:${owner}`, act, async (tx): Done => {
        const found = await lockRecord(tx, record);
        if (found?.owner !== owner) return fail('not_found');
        const grantedAt = new Date(clock.now());
        if (!SHARED.includes(found.kind) || !found.closed || (until !== undefined && until <= grantedAt.getTime()))
          return fail('bad_shape');
        if (found.deletedAt !== null) return fail('record_deleted');
        const account = await accountById(tx, reader);
        if (reader === owner || account?.roles.some((role) => READERS.includes(role)) !== true) return fail('not_found');
        if (await isGiven(tx, record, reader)) return ok({});
        // One whose end has come makes room.
        await revokeGrant(tx, record, reader, grantedAt);
        const bytes = { sealed: fromBase64(grant.sealed), signature: fromBase64(grant.signature) };
        const ground = { basis: SHARE_BASES[basis], until: until === undefined ? null : new Date(until) };
        await addRecordGrant(tx, { record, reader, owner, granter: owner, ...bytes, grantedAt, revokedAt: null, ...ground });
        return ok({});
      });
    },

    unshare(owner: AccountId, record: RecordId, { reader }: RouteBody<'POST /api/records/:record/unshare'>, from: From): Done {
      const act: Act = { ...actOf(owner, from), action: 'record.unshare', subject: `record:${record}/account:${reader}` };
      return audited(deps, `account:${owner}`, act, async (tx): Done => {
        const found = await lockRecord(tx, record);
        if (found?.owner !== owner || reader === owner) return fail('not_found');
        await revokeGrant(tx, record, reader, new Date(clock.now()));
        return ok({});
      });
    },

    given(owner: AccountId, { subject, limit, cursor }: RouteQuery<'GET /api/shares'>, from: From): Read<'GET /api/shares'> {
      const before = readPlace(sharePlace, cursor);
      if (!before.ok) return Promise.resolve(before);
      const about = subject === undefined ? 'records/shares' : `record:${subject}/shares`;
      return audited(deps, `account:${owner}`, { ...actOf(owner, from), action: 'record.read-shares', subject: about }, async (tx) => {
        const found = await sharesGiven(tx, { owner, subject }, limit + 1, before.value);
        const { items, next } = cutPage(found, limit, ({ grantedAt, record, reader }) => [grantedAt.getTime(), record, reader]);
        const shares = items.map((row) => ({
          record: row.record,
          ...(row.parent === null ? {} : { parent: row.parent }),
          ...(row.subject === null ? {} : { subject: row.subject }),
          reader: row.reader,
          basis: BASIS_NUMBERED.get(row.basis ?? 0) ?? ('agreed' as const),
          at: row.grantedAt.getTime(),
          ...(row.until === null ? {} : { until: row.until.getTime() }),
          ...(row.revokedAt === null ? {} : { revokedAt: row.revokedAt.getTime() }),
        }));
        return ok({ shares, ...(next === undefined ? {} : { next }) });
      });
    },

    /** Every copy that is sent is one that was opened: each has an entry of its own, which its owner and its readers see. */
    shared(reader: AccountId, { limit, cursor }: RouteQuery<'GET /api/shared'>, from: From): Read<'GET /api/shared'> {
      const after = readPlace(copyPlace, cursor);
      if (!after.ok) return Promise.resolve(after);
      const act: Act = { ...actOf(reader, from), action: 'record.list', subject: 'records/shared' };
      return audited(deps, `account:${reader}`, act, async (tx): Read<'GET /api/shared'> => {
        const found = cutBySize(await copiesFor(tx, reader, new Date(clock.now()), limit + 1, after.value), limit);
        const { items, next } = cutPage(found.rows, found.limit, ({ createdAt, id }) => [createdAt.getTime(), id]);
        const views = await viewsOf(tx, reader, items);
        const entries = views.map(({ record }) =>
          auditEntry(deps, { ...actOf(reader, from), action: 'record.read', subject: `record:${record}` }, 'ok'),
        );
        if (entries.length > 0) await appendAudit(tx, entries);
        const ends = new Map(items.map(({ id, until }) => [id, until?.getTime()]));
        return ok({ records: views.map((view) => ({ ...view, until: ends.get(view.record) })), ...(next === undefined ? {} : { next }) });
      });
    },

    sharedOne(reader: AccountId, record: RecordId, from: From): Read<'GET /api/shared/:record'> {
      const act: Act = { ...actOf(reader, from), action: 'record.read', subject: `record:${record}` };
      return audited(deps, `account:${reader}`, act, async (tx): Read<'GET /api/shared/:record'> => {
        const found = await findRecord(tx, record);
        if (found === undefined || found.owner === reader || !(await isGiven(tx, record, reader))) return fail('not_found');
        const [view] = await viewsOf(tx, reader, [found]);
        return view === undefined ? fail('not_found') : ok(view);
      });
    },

    accesses(
      account: AccountId,
      record: RecordId,
      { limit, cursor }: RouteQuery<'GET /api/records/:record/accesses'>,
      from: From,
    ): Read<'GET /api/records/:record/accesses'> {
      const before = readPlace(auditPlace, cursor);
      if (!before.ok) return Promise.resolve(before);
      const act: Act = { ...actOf(account, from), action: 'record.read-accesses', subject: `record:${record}` };
      return audited(deps, `account:${account}`, act, async (tx): Read<'GET /api/records/:record/accesses'> => {
        const found = await findRecord(tx, record);
        if (found === undefined) return fail('not_found');
        // A reader whose grant is over sees nothing more of it, not even this.
        if (found.owner !== account && !(await isGiven(tx, record, account))) return fail('not_found');
        const rows = await acting(tx, 'system:audit', () => findRecordAccesses(tx, record, limit + 1, before.value));
        const { items, next } = cutPage(rows, limit, ({ at, seq }) => [at, seq]);
        return ok({ accesses: items.flatMap(accessView), ...(next === undefined ? {} : { next }) });
      });
    },
  };
}

const actOf = (account: AccountId, from: From) => ({ actor: `account:${account}`, from });

function accessView({ at, actor, action }: AuditRow): RecordAccessView[] {
  const id = actor.split(':')[1] ?? '';
  return isUuid(id) ? [{ at, account: id as AccountId, what: action === 'record.read-accesses' ? 'accesses' : 'open' }] : [];
}
