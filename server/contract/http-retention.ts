/** What an admin sees of retention: how long what was deleted stays, and what was removed. Never whose or what it was. */
import { z } from 'zod';
import { none } from './account-shapes.ts';
import { recordKind } from './http-records.ts';
import { route } from './route-row.ts';
import { time } from './shapes.ts';

export const RETENTION_ROUTES = {
  'GET /api/admin/retention': route(
    'admin',
    none,
    z.object({
      kinds: z.array(z.object({ kind: recordKind, years: z.int().min(1) })),
      /** The newest first. */
      purges: z.array(z.object({ at: time, kind: recordKind, records: z.int(), versions: z.int(), bytes: z.int() })),
    }),
    60,
  ),
} as const;
