/** Routes of sealed records (crdt/keys/record-layout.ts): patients' files, notes, addenda. The server checks what they say of themselves, and opens nothing. */
import { z } from 'zod';
import { RECORD_KIND_NAMES, RECORD_SEALED_LIMIT, RECORD_STATEMENT_BYTES } from '#crdt/keys/record-layout.ts';
import { none, signature } from './account-shapes.ts';
import { pageOf, pageQuery, wholeNumber } from './query.ts';
import { route } from './route-row.ts';
import { accountId, base64url, recordId, time } from './shapes.ts';

export const recordKind = z.enum(RECORD_KIND_NAMES);
const statement = base64url(RECORD_STATEMENT_BYTES, RECORD_STATEMENT_BYTES);
const grant = z.object({ sealed: base64url(80, 80), signature });
/** What it is and what it stands upon, signed by its author, and its sealed bytes. */
const version = z.object({ statement, signature, sealed: base64url(1, RECORD_SEALED_LIMIT) });

export const recordView = z.object({
  record: recordId,
  owner: accountId,
  createdAt: time,
  changedAt: time,
  deletedAt: time.optional(),
  newest: version,
  /** The record's key for whoever asks. */
  grant: grant.extend({ granter: accountId }).optional(),
});
export type RecordView = z.infer<typeof recordView>;

/** A version in JSON is a third longer than its bytes. */
const BODY = { bodyBytes: Math.ceil((RECORD_SEALED_LIMIT * 4) / 3) + 4096 };

export const RECORD_ROUTES = {
  /** In the order in which they were made; a page ends early where its versions are large. */
  'GET /api/records': route('therapist', none, pageOf('records', recordView), 240, {
    query: pageQuery({
      kind: recordKind,
      /** Of one patient. */
      subject: recordId.optional(),
      /** That belong to one record. */
      parent: recordId.optional(),
      deleted: z.enum(['no', 'only']).default('no'),
      /** `no`: only what is not signed yet. */
      signed: z.enum(['any', 'no']).default('any'),
      /** Of appointments, only what has a time from then on, or of which the server knows no time yet. */
      since: wholeNumber(0).optional(),
    }),
  }),
  /** A new record with its first version, and its key for its owner. Sent twice it is kept once. */
  'POST /api/records': route('therapist', version.extend({ grant }), none, 1200, BODY),
  'GET /api/records/:record': route('therapist', none, recordView, 240),
  /** All versions, the oldest first. */
  'GET /api/records/:record/versions': route('therapist', none, pageOf('versions', version.extend({ madeAt: time })), 240, {
    query: pageQuery({}),
  }),
  /** The next one. `changed_meanwhile`: another came first, and this one does not stand upon it. Sent twice it is kept once. */
  'POST /api/records/:record/versions': route('therapist', version, none, 600, BODY),
  /** A mark: nothing is lost, and nothing is added until it is restored. */
  'POST /api/records/:record/delete': route('therapist', none, none, 120),
  'POST /api/records/:record/restore': route('therapist', none, none, 120),
} as const;
