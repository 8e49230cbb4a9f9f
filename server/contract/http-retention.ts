/** What an admin sees of retention: how long what was deleted stays, and what was removed. Never whose or what it was. */
import { z } from 'zod';
import { RECORD_KINDS, type RecordKind } from '#crdt/keys/record-layout.ts';
import { none } from './account-shapes.ts';
import { route } from './route-row.ts';
import { time } from './shapes.ts';

const kind = z.enum(Object.keys(RECORD_KINDS) as [RecordKind, ...RecordKind[]]);

export const RETENTION_ROUTES = {
  'GET /api/admin/retention': route(
    'admin',
    none,
    z.object({
      kinds: z.array(z.object({ kind, years: z.int().min(1) })),
      /** The newest first. */
      purges: z.array(z.object({ at: time, kind, records: z.int(), versions: z.int(), bytes: z.int() })),
    }),
    60,
  ),
} as const;
