/** Every HTTP route of the API as a row; OpenAPI is printed from it. Bytes are base64url strings. Errors: `{ error: code }`. */
import { ACCESS_ROUTES } from './http-accesses.ts';
import { z } from 'zod';
import { APPOINTMENT_ROUTES } from './http-appointments.ts';
import { AUDIT_ROUTES } from './http-audit.ts';
import { DIRECTORY_ROUTES } from './http-directory.ts';
import { HAND_OVER_ROUTES } from './http-hand-over.ts';
import { LEAVING_ROUTES } from './http-leaving.ts';
import { FACTOR_ROUTES } from './http-factors.ts';
import { NOTICE_ROUTES } from './http-notices.ts';
import { PARTICIPANT_ROUTES } from './http-participants.ts';
import { RECORD_ROUTES } from './http-records.ts';
import { RECOVERY_ROUTES } from './http-recovery.ts';
import { accountView, email, none, opaque, publicKey, role, signature, staffRole } from './account-shapes.ts';
import { accountId, base64url, memberId, roomId, time } from './shapes.ts';
import { RETENTION_ROUTES } from './http-retention.ts';
import { SESSION_ROUTES } from './http-sessions.ts';
import { SHARING_ROUTES } from './http-sharing.ts';
import { WAITING_ROUTES } from './http-waiting.ts';
import { route } from './route-row.ts';

export type { AccountView } from './account-shapes.ts';

const registration = {
  /** An account invite's token, or undefined for the very first account (set-up). */
  token: base64url(32, 32).optional(),
  /** Printed by the server at start; needed for set-up from another machine only. */
  setUpCode: z.string().max(64).optional(),
  email,
};
export const roomSummary = z.object({
  room: roomId,
  member: memberId,
  host: memberId,
  status: z.enum(['open', 'ended']),
  sealedTitle: base64url(0, 4096),
  epoch: z.int(),
  statement: base64url(1, 4096),
  signature,
  grants: z.array(z.object({ epoch: z.int(), granter: memberId, sealed: base64url(80, 80), signature })),
  createdAt: time,
  endedAt: time.optional(),
  waiting: z.int(),
  /** Whose room it is, where it was handed over to whoever asks. */
  from: accountId.optional(),
  /** To whom it is handed over now. */
  handedTo: z.array(accountId),
});
export type RoomSummary = z.infer<typeof roomSummary>;
/** One time somebody was in a room: what an admin may know of it. `label` is the account's e-mail or "guest". */
const visit = z.object({ member: memberId, label: z.string(), role: z.string(), from: time, to: time.optional() });
export const adminRoom = z.object({
  room: roomId,
  therapist: z.string(),
  status: z.enum(['open', 'ended']),
  createdAt: time,
  endedAt: time.optional(),
  bytes: z.int(),
  updates: z.int(),
  snapshots: z.int(),
  durationMs: z.int(),
  visits: z.array(visit),
});
export type AdminRoom = z.infer<typeof adminRoom>;

export const ROUTES = {
  'GET /health': route('public', none, z.object({ status: z.literal('ready'), version: z.string() }), 600),
  'GET /api/setup': route('public', none, z.object({ needed: z.boolean(), codeNeeded: z.boolean() }), 60),
  /** What an account invite makes its bearer; whoever asks holds its token. */
  'POST /api/register/invite': route('public', z.object({ token: base64url(32, 32) }), z.object({ roles: z.array(role) }), 20),
  'POST /api/register/start': route(
    'public',
    z.object({ ...registration, request: opaque }),
    z.object({ response: opaque, account: accountId }),
    20,
  ),
  'POST /api/register/finish': route(
    'public',
    z.object({
      ...registration,
      account: accountId,
      record: opaque,
      signPublic: publicKey,
      boxPublic: publicKey,
      /** The account's first entry in the key directory, signed by the new key (crdt/keys/directory-layout.ts). */
      keySignature: signature,
      wrappedKeyring: base64url(1, 4096),
      alsoTherapist: z.boolean().optional(),
    }),
    accountView,
    20,
  ),
  ...FACTOR_ROUTES,
  ...RECOVERY_ROUTES,
  ...NOTICE_ROUTES,
  ...AUDIT_ROUTES,
  ...DIRECTORY_ROUTES,
  ...HAND_OVER_ROUTES,
  ...LEAVING_ROUTES,
  'POST /api/account-invites': route(
    'admin',
    z.object({ email: email, roles: z.array(staffRole).min(1) }),
    z.object({ token: base64url(32, 32), expiresAt: time }),
    30,
  ),
  'GET /api/accounts': route(
    'admin',
    none,
    z.object({
      accounts: z.array(z.object({ account: accountId, email, roles: z.array(role), createdAt: time, deactivatedAt: time.optional() })),
    }),
    60,
  ),
  'GET /api/admin/rooms': route('admin', none, z.object({ rooms: z.array(adminRoom) }), 60),
  'GET /api/rooms': route('therapist', none, z.object({ rooms: z.array(roomSummary) }), 120),
  'POST /api/rooms': route(
    'therapist',
    z.object({
      room: roomId,
      member: memberId,
      sealedTitle: base64url(1, 4096),
      statement: base64url(1, 4096),
      signature,
      grant: z.object({ sealed: base64url(80, 80), signature }),
    }),
    none,
    30,
  ),
  ...WAITING_ROUTES,
  ...PARTICIPANT_ROUTES,
  ...SESSION_ROUTES,
  ...ACCESS_ROUTES,
  ...RECORD_ROUTES,
  ...SHARING_ROUTES,
  ...RETENTION_ROUTES,
  ...APPOINTMENT_ROUTES,
  'GET /api/ice': route('public', none, z.object({ iceServers: z.array(z.record(z.string(), z.unknown())) }), 60),
} as const;

export type RouteName = keyof typeof ROUTES;
export type RouteBody<Name extends RouteName> = z.output<(typeof ROUTES)[Name]['body']>;
/** As the handler gets it. */
export type RouteQuery<Name extends RouteName> = z.output<(typeof ROUTES)[Name]['query']>;
/** As who calls gives it: what has a usual value may be left out. */
export type RouteAsk<Name extends RouteName> = z.input<(typeof ROUTES)[Name]['query']>;
export type RouteReply<Name extends RouteName> = z.output<(typeof ROUTES)[Name]['reply']>;
