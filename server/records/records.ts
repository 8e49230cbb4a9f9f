/**
 * Sealed records over HTTP: each version is checked for its author's signature and for standing upon the one before it, kept, and given out again.
 * What is in it, nobody here can read. Looking is an act, too, and audited like every other.
 */
import { z } from 'zod';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { equal } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { isSameRecord, readRecord, RECORD_KINDS, type RecordKind, type RecordStatement } from '#crdt/keys/record-layout.ts';
import { isTaken } from '#db/away.ts';
import type { Tx } from '#db/connect.ts';
import {
  addRecord,
  addRecordGrant,
  addVersion,
  findRecord,
  findVersion,
  listRecords,
  lockRecord,
  markRecord,
  versionSizes,
  versionsUpTo,
  type RecordRow,
} from '#db/records.ts';
import { fromBase64 } from '#server/access/bytes.ts';
import { audited, type AccessDeps, type Act, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteQuery, RouteReply } from '#server/contract/http.ts';
import { cutPage, readPlace } from '#server/contract/query.ts';
import { recordId, time } from '#server/contract/shapes.ts';
import { isSignedVersion } from './signed.ts';
import { cutBySize, versionView, viewsOf } from './views.ts';

type Done = Promise<Result<Record<string, never>, ErrorCode>>;
type Sent = RouteBody<'POST /api/records/:record/versions'>;
type Read<Name extends 'GET /api/records' | 'GET /api/records/:record' | 'GET /api/records/:record/versions'> = Promise<
  Result<RouteReply<Name>, ErrorCode>
>;

const listPlace = z.tuple([time, recordId]);
const versionPlace = z.tuple([z.int().min(1)]);

export function createRecords(deps: AccessDeps) {
  const { clock } = deps;

  /** Adds what was read and checked. The caller holds the record, or has just begun it. */
  async function keep(tx: Tx, said: RecordStatement, { statement, signature, sealed }: Bytes, now: Date): Promise<void> {
    const { record, version, owner, author } = said;
    await addVersion(tx, { record, version, owner, author, statement, signature, sealed, madeAt: now });
  }

  return {
    list(account: AccountId, query: RouteQuery<'GET /api/records'>, from: From): Read<'GET /api/records'> {
      const { kind, subject, parent, limit, cursor } = query;
      const since = query.since === undefined ? undefined : new Date(query.since);
      const after = readPlace(listPlace, cursor);
      if (!after.ok) return Promise.resolve(after);
      const about = parent ?? subject;
      const of: Act['subject'] = about === undefined ? `records/${kind}` : `record:${about}/${kind}`;
      return audited(deps, `account:${account}`, { ...actOf(account, from), action: 'record.list', subject: of }, async (tx) => {
        const asked = { owner: account, kind, subject, parent, since, deleted: query.deleted === 'only', unsigned: query.signed === 'no' };
        const found = cutBySize(await listRecords(tx, asked, limit + 1, after.value), limit);
        const { items, next } = cutPage(found.rows, found.limit, ({ createdAt, id }) => [createdAt.getTime(), id]);
        return ok({ records: await viewsOf(tx, account, items), ...(next === undefined ? {} : { next }) });
      });
    },

    read(account: AccountId, record: RecordId, from: From): Read<'GET /api/records/:record'> {
      const act: Act = { ...actOf(account, from), action: 'record.read', subject: `record:${record}` };
      return audited(deps, `account:${account}`, act, async (tx): Read<'GET /api/records/:record'> => {
        const found = await findRecord(tx, record);
        const [view] = found === undefined ? [] : await viewsOf(tx, account, [found]);
        return view === undefined ? fail('not_found') : ok(view);
      });
    },

    versions(
      account: AccountId,
      record: RecordId,
      { limit, cursor }: RouteQuery<'GET /api/records/:record/versions'>,
      from: From,
    ): Read<'GET /api/records/:record/versions'> {
      const place = readPlace(versionPlace, cursor);
      if (!place.ok) return Promise.resolve(place);
      const after = place.value?.[0] ?? 0;
      const act: Act = { ...actOf(account, from), action: 'record.read', subject: `record:${record}/versions` };
      return audited(deps, `account:${account}`, act, async (tx): Read<'GET /api/records/:record/versions'> => {
        if ((await findRecord(tx, record)) === undefined) return fail('not_found');
        const found = cutBySize(await versionSizes(tx, record, after, limit + 1), limit);
        const { items, next } = cutPage(found.rows, found.limit, ({ version }) => [version]);
        const rows = await versionsUpTo(tx, record, after, items.at(-1)?.version ?? after);
        const versions = rows.map((row) => ({ ...versionView(row), madeAt: row.madeAt.getTime() }));
        return ok({ versions, ...(next === undefined ? {} : { next }) });
      });
    },

    async create(account: AccountId, body: RouteBody<'POST /api/records'>, from: From): Done {
      const bytes = bytesOf(body);
      const said = readRecord(bytes.statement);
      if (said?.version !== 1 || said.owner !== account || said.author !== account) return fail('bad_shape');
      const { record } = said;
      const act: Act = { ...actOf(account, from), action: 'record.create', subject: subjectOf(record, said.kind) };
      try {
        return await audited(deps, `account:${account}`, act, async (tx): Done => {
          if ((await findRecord(tx, record)) !== undefined) return (await isKept(tx, said, bytes)) ? ok({}) : fail('taken');
          if (!(await isSignedVersion(tx, said, bytes))) return fail('bad_shape');
          const belongs = await fits(tx, said);
          if (!belongs.ok) return belongs;
          const now = new Date(clock.now());
          await addRecord(tx, said, now);
          await keep(tx, said, bytes, now);
          const grant = { sealed: fromBase64(body.grant.sealed), signature: fromBase64(body.grant.signature) };
          await addRecordGrant(tx, {
            record,
            reader: account,
            owner: account,
            granter: account,
            ...grant,
            grantedAt: now,
            revokedAt: null,
            basis: null,
            until: null,
          });
          return ok({});
        });
      } catch (error) {
        if (isTaken(error)) return fail('taken');
        throw error;
      }
    },

    write(account: AccountId, record: RecordId, body: Sent, from: From): Done {
      const bytes = bytesOf(body);
      const said = readRecord(bytes.statement);
      if (said?.record !== record || said.author !== account) return Promise.resolve(fail('bad_shape'));
      const action = said.closing ? 'record.sign' : 'record.write';
      const act: Act = { ...actOf(account, from), action, subject: `${subjectOf(record, said.kind)}/${said.version}` };
      return audited(deps, `account:${account}`, act, async (tx): Done => {
        const found = await lockRecord(tx, record);
        if (found?.owner !== account) return fail('not_found');
        if (!isSameRecord(said, placeOf(found, said.kind)) || RECORD_KINDS[said.kind] !== found.kind) return fail('bad_shape');
        if (await isKept(tx, said, bytes)) return ok({});
        if (found.closed) return fail('record_closed');
        if (found.deletedAt !== null) return fail('record_deleted');
        if (said.version !== found.version + 1 || !equal(said.previous, found.head)) return fail('changed_meanwhile');
        if (!(await isSignedVersion(tx, said, bytes))) return fail('bad_shape');
        await keep(tx, said, bytes, new Date(clock.now()));
        return ok({});
      });
    },

    delete: (account: AccountId, record: RecordId, from: From): Done => mark(account, record, from, 'record.delete'),
    restore: (account: AccountId, record: RecordId, from: From): Done => mark(account, record, from, 'record.restore'),
  };

  function mark(account: AccountId, record: RecordId, from: From, action: 'record.delete' | 'record.restore'): Done {
    const act: Act = { ...actOf(account, from), action, subject: `record:${record}` };
    return audited(deps, `account:${account}`, act, async (tx): Done => {
      const found = await lockRecord(tx, record);
      if (found?.owner !== account) return fail('not_found');
      await markRecord(tx, record, action === 'record.delete' ? new Date(clock.now()) : null);
      return ok({});
    });
  }
}

type Bytes = { readonly statement: Uint8Array; readonly signature: Uint8Array; readonly sealed: Uint8Array };

const bytesOf = ({ statement, signature, sealed }: Sent): Bytes => ({
  statement: fromBase64(statement),
  signature: fromBase64(signature),
  sealed: fromBase64(sealed),
});
const actOf = (account: AccountId, from: From) => ({ actor: `account:${account}`, from });
const subjectOf = (record: RecordId, kind: RecordKind): string => `record:${record}/${kind}`;
const placeOf = (row: RecordRow, kind: RecordKind) => ({
  record: row.id,
  kind,
  owner: row.owner,
  subject: row.subject ?? undefined,
  parent: row.parent ?? undefined,
});

/** The very same version was kept before: its answer was lost on the way. */
async function isKept(tx: Tx, said: RecordStatement, { statement, signature }: Bytes): Promise<boolean> {
  const kept = await findVersion(tx, said.record, said.version);
  return kept !== undefined && equal(kept.statement, statement) && equal(kept.signature, signature);
}

/** Artwork, and progress notes that are signed: no copy is made of anything else. */
const isCopied = (above: RecordRow | undefined): boolean =>
  above?.kind === RECORD_KINDS.artwork || (above?.kind === RECORD_KINDS['progress-note'] && above.closed);

/** What it is about and what it belongs to are the owner's own, and there; an addendum follows a signed note. */
async function fits(tx: Tx, { kind, owner, subject, parent }: RecordStatement): Promise<Result<undefined, ErrorCode>> {
  const [about, above] = [subject && (await findRecord(tx, subject)), parent && (await findRecord(tx, parent))];
  const isAbout = subject === undefined || (about?.owner === owner && about.kind === RECORD_KINDS.patient);
  const isUnder = parent === undefined || (above?.owner === owner && (above.subject ?? undefined) === subject);
  if (!isAbout || !isUnder) return fail('not_found');
  if (about?.deletedAt != null || above?.deletedAt != null) return fail('record_deleted');
  if (kind === 'addendum' && above?.closed !== true) return fail('bad_shape');
  return kind === 'copy' && !isCopied(above) ? fail('bad_shape') : ok(undefined);
}
