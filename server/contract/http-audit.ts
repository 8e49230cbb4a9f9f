/** Routes of those who audit: who did what to which subject, and when. No content, no names. */
import { z } from 'zod';
import { none } from './account-shapes.ts';
import { pageOf, pageQuery, wholeNumber } from './query.ts';
import { route } from './route-row.ts';
import { time } from './shapes.ts';

/** The last moment that a date of JavaScript can be. */
const LAST_MS = 8_640_000_000_000_000;

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

/** Which entries: all that is given has to fit. */
const auditFilter = {
  /** From this moment on, and before that one. */
  from: wholeNumber(0, LAST_MS).optional(),
  to: wholeNumber(0, LAST_MS).optional(),
  actor: z
    .string()
    .regex(/^[a-z][a-z0-9:-]{0,79}$/)
    .optional(),
  /** What the action begins with: `room.` for all that was done to rooms. */
  action: z
    .string()
    .regex(/^[a-z][a-z.-]{0,39}$/)
    .optional(),
  subject: z
    .string()
    .regex(/^[a-z][a-z0-9:-]{0,79}$/)
    .optional(),
  /** `ok`, a code, or `refused` for every code. */
  outcome: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
};

export const AUDIT_ROUTES = {
  /** The newest entries first. Reading them is an entry, too. `total`: how many there are, whatever fits. */
  'GET /api/audit': route('auditor', none, pageOf('entries', auditEntry).extend({ total: z.int() }), 120, {
    query: pageQuery(auditFilter),
  }),
} as const;
