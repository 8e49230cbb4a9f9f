/**
 * The hands of somebody who owns the database: rows changed, dropped, exchanged and put back as they were, past every policy and trigger, for as
 * long as somebody looks; then everything is as before.
 */
import postgres from 'postgres';

export type Tampering = Awaited<ReturnType<typeof createTampering>>;

/** How one bit, or as little as a type allows, of a value is changed; of a bytea at its beginning, in its middle and at its end. */
const FLIPS: Readonly<Record<string, (column: string) => readonly string[]>> = {
  bytea: (column) =>
    ['0', `length(${column}) / 2`, `length(${column}) - 1`].map(
      (at) => `coalesce(set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 1), decode(repeat('01', 32), 'hex'))`,
    ),
  uuid: () => ['gen_random_uuid()'],
  text: (column) => [`${column} || 'x'`],
  bigint: (column) => [`${column} + 1000`],
  integer: (column) => [`${column} + 1000`],
  smallint: (column) => [`coalesce(${column}, 0) + 1`],
  boolean: (column) => [`NOT ${column}`],
  ARRAY: (column) => [`${column} || '{x}'`],
  'timestamp with time zone': (column) => [`coalesce(${column}, now()) + interval '1 hour'`],
};

export async function createTampering(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql`CREATE SCHEMA kept`;
  /** Those that a superuser's `session_replication_role` does not silence. */
  const always = await sql<{ table: string; name: string }[]>`SELECT tgrelid::regclass::text AS table, tgname AS name FROM pg_trigger
    WHERE tgenabled = 'A' AND NOT tgisinternal`;
  const types = new Map(
    (
      await sql<{ of: string; type: string }[]>`
        SELECT table_name || '.' || column_name AS of, data_type AS type FROM information_schema.columns WHERE table_schema = 'public'`
    ).map(({ of, type }) => [of, type]),
  );

  /** All of it or nothing, and nobody else acts without triggers meanwhile. */
  async function past(statements: readonly string[]): Promise<void> {
    await sql.begin(async (tx) => {
      await tx.unsafe('SET LOCAL session_replication_role = replica');
      for (const { table, name } of always) await tx.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER ${name}`);
      for (const statement of statements) await tx.unsafe(statement);
      for (const { table, name } of always) await tx.unsafe(`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${name}`);
    });
  }

  return {
    sql,
    past,
    /** What `look` sees while that statement has changed those tables. */
    async during<Seen>(tables: readonly string[], statement: string, look: () => Promise<Seen>): Promise<Seen> {
      await past([...tables.map((table) => `CREATE TABLE kept.${table} AS TABLE public.${table}`), statement]);
      try {
        return await look();
      } finally {
        const back = (table: string) => [
          `DELETE FROM ${table}`,
          `INSERT INTO ${table} SELECT * FROM kept.${table}`,
          `DROP TABLE kept.${table}`,
        ];
        await past(tables.flatMap(back));
      }
    },
    /** Each small change of that column of the rows for which `where` holds. */
    flips(table: string, column: string, where: string): readonly string[] {
      const type = types.get(`${table}.${column}`) ?? '';
      const made = FLIPS[type]?.(column);
      if (made === undefined) throw new Error(`how is ${table}.${column} (${type}) changed?`);
      return made.map((to) => `UPDATE ${table} SET ${column} = ${to} WHERE ${where}`);
    },
    close: () => sql.end(),
  };
}

/** Two rows exchange their places: what stands in `keys`. */
export const exchange = (table: string, keys: readonly string[], one: string, other: string): string => {
  const columns = keys.join(', ');
  return `CREATE TEMPORARY TABLE two ON COMMIT DROP AS SELECT * FROM ${table} WHERE (${one}) OR (${other});
    DELETE FROM ${table} WHERE (${one}) OR (${other});
    UPDATE two SET (${columns}) = (SELECT ${columns} FROM two AS its WHERE its.ctid <> two.ctid);
    INSERT INTO ${table} SELECT * FROM two`;
};
