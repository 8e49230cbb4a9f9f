/** Routes of what an account is told about itself. */
import { z } from 'zod';
import { none } from './account-shapes.ts';
import { route } from './route-row.ts';
import { time } from './shapes.ts';

/** What an account is told: `password.changed`, `reset.started` …; `data` holds numbers and ids, never content. */
export const notice = z.object({
  id: z.uuid(),
  kind: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  agent: z.string().optional(),
  address: z.string().optional(),
  at: time,
  seen: z.boolean(),
});
export type NoticeView = z.infer<typeof notice>;

export const NOTICE_ROUTES = {
  'GET /api/notices': route('account', none, z.object({ notices: z.array(notice) }), 60),
  /** Those up to then were read. */
  'POST /api/notices/seen': route('account', z.object({ upTo: time }), none, 60),
} as const;
