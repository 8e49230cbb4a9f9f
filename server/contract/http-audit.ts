/** Routes of those who audit: who did what to which subject, and when. No content, no names. */
import { z } from 'zod';
import { route } from './route-row.ts';
import { time } from './shapes.ts';

/** How many of the newest entries are told at once. */
export const AUDIT_PAGE = 200;

const auditEntry = z.object({
  seq: z.int(),
  at: time,
  /** `account:ID`, `member:ID`, `anonymous` or `system`. */
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  /** `ok`, or the code it was refused with. */
  outcome: z.string(),
});
export type AuditEntryView = z.infer<typeof auditEntry>;

export const AUDIT_ROUTES = {
  /** The newest entries first. Reading them is an entry, too. */
  'GET /api/audit': route('auditor', z.object({}), z.object({ entries: z.array(auditEntry), total: z.int() }), 30),
} as const;
