/**
 * Routes of giving copies of records to others. A copy is signed shut as it is made, and its key sealed to the reader's: what was granted, by whom, on
 * what ground and until when is known to the server; what it is of, to those alone who hold its key.
 */
import { z } from 'zod';
import { none, signature } from './account-shapes.ts';
import { recordView } from './http-records.ts';
import { pageOf, pageQuery } from './query.ts';
import { route } from './route-row.ts';
import { accountId, base64url, recordId, time } from './shapes.ts';

/**
 * The ground on which something is given: the patient asked for it (45 CFR 164.524), agreed to it (164.508), or it is for their treatment (164.506(c)).
 * The number is what the database keeps; it is never used again for something else.
 */
export const SHARE_BASES = { asked: 1, agreed: 2, treatment: 3 } as const;
export type ShareBasis = keyof typeof SHARE_BASES;
const basis = z.enum(Object.keys(SHARE_BASES) as [ShareBasis, ...ShareBasis[]]);

const share = z.object({
  record: recordId,
  /** What the copy is of. */
  parent: recordId.optional(),
  /** The patient's record. */
  subject: recordId.optional(),
  reader: accountId,
  basis,
  at: time,
  until: time.optional(),
  revokedAt: time.optional(),
});
export type ShareView = z.infer<typeof share>;

const access = z.object({
  at: time,
  account: accountId,
  /** `open`: had it sent; `accesses`: looked at this list. */
  what: z.enum(['open', 'accesses']),
});
export type RecordAccessView = z.infer<typeof access>;

export const SHARING_ROUTES = {
  /** Of a copy, or of the picture that belongs to one. Whoever has it already keeps it as it is. `not_found`: no such record of one's own, or no such reader. */
  'POST /api/records/:record/share': route(
    'therapist',
    z.object({ reader: accountId, grant: z.object({ sealed: base64url(80, 80), signature }), basis, until: time.optional() }),
    none,
    600,
  ),
  /** The reader is shown nothing of it from now on. */
  'POST /api/records/:record/unshare': route('therapist', z.object({ reader: accountId }), none, 600),
  /** What one gave to others, the newest first, revoked or not: the accounting of 45 CFR 164.528 is made of it. */
  'GET /api/shares': route('therapist', none, pageOf('shares', share), 240, { query: pageQuery({ subject: recordId.optional() }) }),
  /** Copies that others gave to whoever asks. */
  'GET /api/shared': route('joins', none, pageOf('records', recordView.extend({ until: time.optional() })), 240, { query: pageQuery({}) }),
  /** A copy, or a picture that was given with one. */
  'GET /api/shared/:record': route('joins', none, recordView, 240),
  /** Who opened it, for its owner and for whoever it was given to. */
  'GET /api/records/:record/accesses': route('joins', none, pageOf('accesses', access), 120, { query: pageQuery({}) }),
} as const;
