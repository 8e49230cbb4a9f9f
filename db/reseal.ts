/**
 * The columns that the deployment key seals, and how they come under another version of it (`npm run rotate-keys`). Works as the owner:
 * the application may not change an account's address. A column sealed at rest is named `…_sealed`; a test holds the list to that.
 */
import postgres, { type Sql } from 'postgres';

export const SEALED_COLUMNS = [
  { table: 'accounts', column: 'email_sealed', purpose: 'email' },
  { table: 'sign_ins', column: 'ip_sealed', purpose: 'ip' },
  { table: 'sign_ins', column: 'agent_sealed', purpose: 'agent' },
  { table: 'factors', column: 'totp_sealed', purpose: 'totp' },
  { table: 'factors', column: 'totp_pending', purpose: 'totp' },
  { table: 'passkeys', column: 'name_sealed', purpose: 'passkey-name' },
  { table: 'reminders', column: 'recipient_sealed', purpose: 'recipient' },
  { table: 'notices', column: 'ip_sealed', purpose: 'ip' },
  { table: 'notices', column: 'agent_sealed', purpose: 'agent' },
] as const;
/** Append-only and part of a hash chain: what stands here stays under the key it was written with. */
export const KEPT_COLUMNS = [{ table: 'audit', column: 'ip_sealed' }] as const;

export type SealedColumn = (typeof SEALED_COLUMNS)[number];
/** How many values of a column stand under which version of the key. */
export type Standing = { readonly table: string; readonly column: string; readonly version: number; readonly values: number };

export type Resealing = {
  standing(): Promise<readonly Standing[]>;
  /** Whether a Holdspace works on the database now: it would not know the new key. */
  inUse(): Promise<boolean>;
  /**
   * Brings up to `batch` values of the column that are under another version than `version` under it, in one transaction; how many there
   * were. Zero: done. Whatever interrupts it, the next call goes on where this one began.
   */
  reseal(column: SealedColumn, version: number, batch: number, anew: (sealed: Uint8Array) => Uint8Array): Promise<number>;
  close(): Promise<void>;
};

export function createResealing(url: string): Resealing {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  return {
    async standing() {
      const found: Standing[] = [];
      for (const { table, column } of [...SEALED_COLUMNS, ...KEPT_COLUMNS]) {
        const rows = await asOwner(
          sql,
          table,
          (tx) => tx<{ version: number; values: number }[]>`
            SELECT get_byte(${tx(column)}, 0) AS version, count(*)::int AS values FROM ${tx(table)}
            WHERE length(${tx(column)}) > 0 GROUP BY 1 ORDER BY 1`,
        );
        found.push(...rows.map((row) => ({ table, column, ...row })));
      }
      return found;
    },
    async inUse() {
      const others = await sql`SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name IN ('holdspace_app', 'holdspace_log') AND pid <> pg_backend_pid()`;
      return others.length > 0;
    },
    reseal: ({ table, column }, version, batch, anew) =>
      asOwner(sql, table, async (tx) => {
        const rows = await tx<{ at: string; sealed: Uint8Array }[]>`
          SELECT ctid::text AS at, ${tx(column)} AS sealed FROM ${tx(table)}
          WHERE length(${tx(column)}) > 0 AND get_byte(${tx(column)}, 0) <> ${version} LIMIT ${batch} FOR UPDATE`;
        for (const { at, sealed } of rows) {
          await tx`UPDATE ${tx(table)} SET ${tx(column)} = ${anew(sealed)} WHERE ctid = ${at}::tid`;
        }
        return rows.length;
      }),
    close: () => sql.end({ timeout: 5 }),
  };
}

/**
 * In a transaction that sees every row. An owner who is no superuser is held by FORCE ROW LEVEL SECURITY too, so that is lifted until the
 * transaction ends, for nobody else to see; `row_security = off` turns whatever would still hide a row into an error.
 */
async function asOwner<Value>(sql: Sql, table: string, work: (tx: postgres.TransactionSql) => Promise<Value>): Promise<Value> {
  const result = await sql.begin(async (tx) => {
    const [walls] = await tx<{ forced: boolean }[]>`SELECT relforcerowsecurity AS forced FROM pg_class WHERE oid = ${table}::regclass`;
    if (walls?.forced === true) await tx`ALTER TABLE ${tx(table)} NO FORCE ROW LEVEL SECURITY`;
    await tx`SET LOCAL row_security = off`;
    const value = await work(tx);
    if (walls?.forced === true) await tx`ALTER TABLE ${tx(table)} FORCE ROW LEVEL SECURITY`;
    return { value };
  });
  return (result as { readonly value: Value }).value;
}
