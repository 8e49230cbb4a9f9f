/** Records as the contract shows them, and pages that do not grow too large. */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from '#db/connect.ts';
import { newestVersions, recordGrantsTo, type RecordRow, type RecordVersionRow } from '#db/records.ts';
import { toBase64 } from '#server/access/bytes.ts';
import type { RecordView } from '#server/contract/http-records.ts';

/** Sealed bytes of one page, more or less: one version always fits. */
const PAGE_BYTES = 2 * 1024 * 1024;

/** A version as it travels. */
export const versionView = ({ statement, signature, sealed }: RecordVersionRow): RecordView['newest'] => ({
  statement: toBase64(statement),
  signature: toBase64(signature),
  sealed: toBase64(sealed),
});

/** With the newest version and the reader's own grant of each; what row-level security hides is left out. */
export async function viewsOf(tx: Tx, reader: AccountId, rows: readonly RecordRow[]): Promise<RecordView[]> {
  const ids = rows.map(({ id }) => id);
  const newest = new Map((await newestVersions(tx, ids)).map((version) => [version.record, version]));
  const grants = new Map((await recordGrantsTo(tx, reader, ids)).map((grant) => [grant.record, grant]));
  return rows.flatMap((row) => {
    const [version, grant] = [newest.get(row.id), grants.get(row.id)];
    if (version === undefined) return [];
    return [
      {
        record: row.id,
        owner: row.owner,
        createdAt: row.createdAt.getTime(),
        changedAt: row.changedAt.getTime(),
        ...(row.deletedAt === null ? {} : { deletedAt: row.deletedAt.getTime() }),
        newest: versionView(version),
        ...(grant === undefined
          ? {}
          : { grant: { granter: grant.granter, sealed: toBase64(grant.sealed), signature: toBase64(grant.signature) } }),
      },
    ];
  });
}

/** `limit` + 1 rows were asked for: as many of them as a page holds, by count and by size, and one more where there is one. */
export function cutBySize<Row extends { readonly size: number }>(
  rows: readonly Row[],
  limit: number,
): { readonly rows: readonly Row[]; readonly limit: number } {
  let bytes = 0;
  const full = rows.findIndex(({ size }, at) => {
    bytes += size;
    return at > 0 && bytes > PAGE_BYTES;
  });
  return full < 0 || full > limit ? { rows, limit } : { rows: rows.slice(0, full + 1), limit: full };
}
