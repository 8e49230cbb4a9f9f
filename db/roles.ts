/**
 * The two database roles the application works as (migrations/0001-first.sql says what each may). They cannot log in: a
 * connection of the owner takes one on as it starts. Roles belong to the whole PostgreSQL, so several databases share them.
 */
import type { Sql } from 'postgres';

export const ROLES = ['holdspace_app', 'holdspace_log'] as const;
export type DatabaseRole = (typeof ROLES)[number];

/** PostgreSQL's codes for "somebody else did that at the same moment". */
const RACED = new Set(['42710', '23505', 'XX000']);

/** Makes the roles and lets the connecting one take them on. Throws with a sentence for the operator when it may not. */
export async function ensureRoles(sql: Sql): Promise<void> {
  for (const role of ROLES) {
    await tolerant(sql, `CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS`, () => exists(sql, role));
    await tolerant(sql, `GRANT ${role} TO CURRENT_USER`, () => mayTake(sql, role));
  }
}

async function tolerant(sql: Sql, statement: string, done: () => Promise<boolean>): Promise<void> {
  if (await done()) return;
  try {
    await sql.unsafe(statement);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (RACED.has(code) && (await done())) return;
    throw new Error(
      `PostgreSQL refused "${statement}". The user in DATABASE_URL needs CREATEROLE, or a superuser runs once: ` +
        `${ROLES.map((role) => `CREATE ROLE ${role} NOLOGIN; GRANT ${role} TO that user;`).join(' ')}`,
      { cause: error },
    );
  }
}

const exists = async (sql: Sql, role: DatabaseRole): Promise<boolean> =>
  (await sql`SELECT 1 FROM pg_roles WHERE rolname = ${role}`).length > 0;

/** MEMBER is enough up to PostgreSQL 15; since 16 a membership may lack SET. Superusers have both. */
async function mayTake(sql: Sql, role: DatabaseRole): Promise<boolean> {
  const [version] = await sql<{ v: number }[]>`SELECT current_setting('server_version_num')::int AS v`;
  const right = (version?.v ?? 0) >= 160000 ? 'SET' : 'MEMBER';
  const [row] = await sql<{ may: boolean }[]>`SELECT pg_has_role(current_user, ${role}, ${right}) AS may`;
  return row?.may === true;
}
