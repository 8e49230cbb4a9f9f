/** Rows of sealed records put into a database by its owner: what the database itself checks is right, what browsers check is made up. */
import { createHash, randomBytes } from 'node:crypto';
import type { Sql, TransactionSql } from 'postgres';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { SHARE_BASES } from '#server/contract/http-sharing.ts';
import { encodeRecord, NO_VERSION, RECORD_KINDS, type RecordStatement } from '#crdt/keys/record-layout.ts';

export const versionOne = (owner: AccountId, change: Partial<RecordStatement> = {}, sealed = randomBytes(64)) => {
  const record = crypto.randomUUID() as RecordId;
  const sealedHash = createHash('sha256').update(sealed).digest();
  const said: RecordStatement = {
    ...{ record, kind: 'patient', owner, version: 1, closing: false, author: owner, previous: NO_VERSION, sealedHash },
    ...change,
  };
  return { said, sealed, statement: encodeRecord(said), signature: randomBytes(64) };
};

export type Made = ReturnType<typeof versionOne>;

export const beginRecord = (tx: Sql | TransactionSql, { said }: Made) =>
  tx`INSERT INTO records (id, kind, owner, subject, parent, version, head, closed, created_at, changed_at)
    VALUES (${said.record}, ${RECORD_KINDS[said.kind]}, ${said.owner}, ${said.subject ?? null}, ${said.parent ?? null}, 0, ${NO_VERSION}, false, now(), now())`;

export const insertVersion = (tx: Sql | TransactionSql, { said, statement, signature, sealed }: Made) =>
  tx`INSERT INTO record_versions (record, version, owner, author, statement, signature, sealed, made_at)
    VALUES (${said.record}, ${said.version}, ${said.owner}, ${said.author}, ${statement}, ${signature}, ${sealed}, now())`;

/** A record with this one version, and no grant. */
export async function insertRecord(sql: Sql, made: Made): Promise<RecordId> {
  await sql.begin(async (tx) => {
    await beginRecord(tx, made);
    await insertVersion(tx, made);
  });
  return made.said.record;
}

/**
 * A record with one version, its key granted to its owner and to `readers`, until an end where that is given: a patient's file, or a picture signed shut
 * where there are readers.
 */
export async function addRecordRows(sql: Sql, owner: AccountId, readers: readonly AccountId[] = [], until?: Date): Promise<RecordId> {
  const kind = readers.length > 0 ? 'picture' : 'patient';
  const made = versionOne(owner, { kind, closing: kind === 'picture' });
  const { record } = made.said;
  const grantedAt = new Date((until ?? new Date()).getTime() - 86_400_000);
  await sql.begin(async (tx) => {
    await beginRecord(tx, made);
    await insertVersion(tx, made);
    for (const reader of [owner, ...readers])
      await tx`INSERT INTO record_grants (record, reader, owner, granter, sealed, signature, granted_at, basis, until)
        VALUES (${record}, ${reader}, ${owner}, ${owner}, ${randomBytes(80)}, ${randomBytes(64)}, ${grantedAt},
          ${reader === owner ? null : SHARE_BASES.agreed}, ${reader === owner ? null : (until ?? null)})`;
  });
  return record;
}
