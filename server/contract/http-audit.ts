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
/** What an auditor asks for; every field narrows it. */
export type AuditFilter = z.infer<z.ZodObject<typeof auditFilter>>;

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

/** Pages of what is carried away are long: a year of a practice is some hundred of them. */
const EXPORT_PAGE = { usual: 5000, most: 5000 };

export const AUDIT_ROUTES = {
  /** The newest entries first. Reading them is an entry, too. `total`: how many there are, whatever fits. */
  'GET /api/audit': route('auditor', none, pageOf('entries', auditEntry).extend({ total: z.int() }), 120, {
    query: pageQuery(auditFilter),
  }),
  /** The same to be carried away; every page is an entry of its own kind. */
  'GET /api/audit/export': route('auditor', none, pageOf('entries', auditEntry), 600, { query: pageQuery(auditFilter, EXPORT_PAGE) }),
} as const;
