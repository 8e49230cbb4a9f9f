/** Brings a database to this version's schema. Each file of migrations/ runs once, whole or not at all, in the order of its name. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import postgres, { type Sql } from 'postgres';
import { ensureRoles } from './roles.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any fixed number: two servers that start at once take turns. */
const LOCK = 480_100;

/**
 * Applies what is missing; idempotent, and safe when several processes do it at once. `url` is the owner's.
 * Throws when the database refuses, or when a migration that ran already has another text now.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await sql`SELECT pg_advisory_lock(${LOCK})`;
    await ensureRoles(sql);
    await sql`CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, digest text NOT NULL, at timestamptz NOT NULL DEFAULT now())`;
    const done = new Map(
      (await sql<{ name: string; digest: string }[]>`SELECT name, digest FROM migrations`).map((row) => [row.name, row.digest]),
    );
    for (const name of await names()) await apply(sql, name, done.get(name));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const names = async (): Promise<string[]> => (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).toSorted();

async function apply(sql: Sql, name: string, before: string | undefined): Promise<void> {
  const text = await readFile(new URL(name, FOLDER), 'utf8');
  const digest = createHash('sha256').update(text).digest('hex');
  if (before === digest) return;
  if (before !== undefined) throw new Error(`migration ${name} was changed after it ran; add a new one instead`);
  await sql.begin(async (tx) => {
    await tx.unsafe(text);
    await tx`INSERT INTO migrations (name, digest) VALUES (${name}, ${digest})`;
  });
}
