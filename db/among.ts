import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** Its value is one of these uuids. Drizzle's own `inArray` makes another statement for each length; this is one (preparing.ts). */
export const among = (column: PgColumn, ids: readonly string[]): SQL => sql`${column} = ANY(${sql.param([...ids])}::uuid[])`;
