/** From the contract's routes to what does them. */
import { ok, type Result } from '#crdt/base/result.ts';
import type { AppointmentServices } from '#server/appointments/services.ts';
import type { createAccesses } from '#server/access/accesses.ts';
import type { createCheckIns } from '#server/access/check-ins.ts';
import type { createClaim } from '#server/access/claim.ts';
import type { createJoined } from '#server/access/joined.ts';
import type { createLeaveNow } from '#server/access/leave-now.ts';
import type { createColleagues } from '#server/access/colleagues.ts';
import type { Directory } from '#server/access/directory.ts';
import type { createHandOver } from '#server/access/hand-over.ts';
import type { createPins } from '#server/access/pins.ts';
import type { createFactors } from '#server/access/factors.ts';
import type { SignInLimits } from '#server/access/limits.ts';
import type { createOwnSignIns } from '#server/access/own-sign-ins.ts';
import type { createTold } from '#server/access/told.ts';
import type { createPasskeySignIn } from '#server/access/passkey-sign-in.ts';
import type { createPasskeys } from '#server/access/passkeys.ts';
import type { createProof } from '#server/access/proof.ts';
import type { createPracticeWords } from '#server/access/practice.ts';
import type { createRegister } from '#server/access/register.ts';
import type { createRoomInvites } from '#server/access/room-invites.ts';
import type { createRooms } from '#server/access/rooms.ts';
import type { createSignIn } from '#server/access/sign-in.ts';
import type { SignIns } from '#server/access/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';
import type { AdminRooms } from '#server/operate/admin-rooms.ts';
import type { AuditReader } from '#server/operate/read-audit.ts';
import { selfOf, type AnyRequest, type Handlers } from './handler.ts';
import type { RecordServices } from '#server/records/services.ts';
import { appointmentHandlers } from './appointment-handlers.ts';
import { recordHandlers } from './record-handlers.ts';
import { recoveryHandlers, type RecoveryServices } from './recovery-handlers.ts';

export type Services = RecoveryServices &
  RecordServices &
  AppointmentServices & {
    readonly register: ReturnType<typeof createRegister>;
    readonly signIn: ReturnType<typeof createSignIn>;
    readonly signIns: SignIns;
    readonly factors: ReturnType<typeof createFactors>;
    readonly passkeys: ReturnType<typeof createPasskeys>;
    readonly passkeySignIn: ReturnType<typeof createPasskeySignIn>;
    readonly proof: ReturnType<typeof createProof>;
    readonly rooms: ReturnType<typeof createRooms>;
    readonly claim: ReturnType<typeof createClaim>;
    readonly roomInvites: ReturnType<typeof createRoomInvites>;
    readonly joined: ReturnType<typeof createJoined>;
    readonly checkIns: ReturnType<typeof createCheckIns>;
    readonly accesses: ReturnType<typeof createAccesses>;
    readonly practiceWords: ReturnType<typeof createPracticeWords>;
    readonly leaveNow: ReturnType<typeof createLeaveNow>;
    readonly directory: Directory;
    readonly colleagues: ReturnType<typeof createColleagues>;
    readonly handOver: ReturnType<typeof createHandOver>;
    readonly pins: ReturnType<typeof createPins>;
    readonly adminRooms: AdminRooms;
    readonly auditReader: AuditReader;
    readonly ownSignIns: ReturnType<typeof createOwnSignIns>;
    readonly told: ReturnType<typeof createTold>;
    readonly limits: SignInLimits;
    /** Whether the server can do its work now. */
    health(): Promise<Result<RouteReply<'GET /health'>, ErrorCode>>;
    /** STUN and TURN servers for the call, with credentials that run out. */
    iceServers(): RouteReply<'GET /api/ice'>['iceServers'];
  };

export function createHandlers(services: Services): Handlers {
  const { register, signIn, signIns, factors, passkeys, passkeySignIn, proof, rooms, claim, adminRooms, auditReader, ownSignIns, told } =
    services;
  return {
    'GET /health': () => services.health(),
    'GET /api/setup': ({ local }) => register.setUp(local),
    'POST /api/register/invite': ({ body }) => register.invited(body),
    'POST /api/register/start': ({ body, from, local }) => register.start(body, from, local),
    'POST /api/register/finish': async (request) => withCookie(request, await register.finish(request.body, request.from, request.local)),
    'POST /api/sign-in/start': ({ body, from }) => signIn.start(body, from),
    'POST /api/sign-in/finish': async (request) => withCookie(request, await signIn.finish(request.body, request.from)),
    'POST /api/sign-in/factor': async (request) => withCookie(request, await signIn.factor(request.body, request.from)),
    'GET /api/sign-in': (request) => signIn.current(request.account(), request.signIn().factorNeeded),
    'POST /api/proof/start': (request) => proof.start(selfOf(request), request.signIn().signIn, request.body),
    'POST /api/proof/finish': (request) => proof.finish(selfOf(request), request.signIn().signIn, request.body),
    'POST /api/sign-in/passkey/start': () => Promise.resolve(ok(passkeySignIn.start())),
    'POST /api/sign-in/passkey/finish': async (request) => withCookie(request, await passkeySignIn.finish(request.body, request.from)),
    'POST /api/proof/passkey/start': ({ account }) => proof.startPasskey(account()),
    'POST /api/proof/passkey/finish': (request) => proof.finishPasskey(selfOf(request), request.body),
    'POST /api/factors/passkeys/start': ({ account }) => passkeys.start(account()),
    'POST /api/factors/passkeys/finish': (request) => passkeys.finish(selfOf(request), request.body),
    'POST /api/factors/passkeys/wrap': (request) => passkeys.wrap(selfOf(request), request.body),
    'POST /api/factors/passkeys/rename': (request) => passkeys.rename(selfOf(request), request.body),
    'POST /api/factors/passkeys/remove': (request) => passkeys.remove(selfOf(request), request.body),
    'GET /api/factors': (request) => factors.view(request.account(), request.signIn().provenUntil),
    'POST /api/factors/totp/start': ({ account }) => factors.startTotp(account()),
    'POST /api/factors/totp/finish': (request) => factors.finishTotp(selfOf(request), request.body),
    'POST /api/factors/totp/remove': (request) => factors.removeTotp(selfOf(request)),
    'POST /api/factors/backup-codes': (request) => factors.newBackupCodes(selfOf(request)),
    'POST /api/sign-out': async ({ cookieHeader, account, from, setCookie }) => {
      const ended = await signIns.end(cookieHeader, account(), from);
      if (!ended.ok) return ended;
      setCookie(ended.value);
      return ok({});
    },
    ...recoveryHandlers(services),
    ...recordHandlers(services),
    ...appointmentHandlers(services),
    'POST /api/account-invites': ({ account, body, from }) => register.invite(account(), body, from),
    'POST /api/participant-invites': ({ account, body, from }) => register.inviteParticipant(account(), body, from),
    'GET /api/accounts': ({ account, from }) => signIn.list(account(), from),
    'GET /api/rooms/:room/accesses': ({ account, params, query, from }) => services.accesses.list(account(), params.room, query, from),
    'GET /api/audit': ({ account, query, from }) => auditReader.list(account(), query, from),
    'GET /api/audit/export': ({ account, query, from }) => auditReader.exported(account(), query, from),
    'GET /api/directory': ({ account }) => services.directory.own(account()),
    'POST /api/directory/links': ({ body }) => services.directory.links(body),
    'POST /api/directory/of': ({ account, body }) => services.directory.of(account(), body),
    'POST /api/directory/find': ({ account, body, from }) => services.colleagues.find(account(), body, from),
    'POST /api/rooms/:room/hand-over': ({ account, params, body, from }) => services.handOver.give(account(), params.room, body, from),
    'POST /api/rooms/:room/take-back': ({ account, params, body, from }) => services.handOver.takeBack(account(), params.room, body, from),
    'GET /api/pins': ({ account }) => services.pins.read(account()),
    'POST /api/pins': ({ account, body, from }) => services.pins.write(account(), body, from),
    'GET /api/admin/rooms': ({ account, from }) => adminRooms.list(account(), from),
    'GET /api/rooms': ({ account }) => rooms.list(account()),
    'POST /api/rooms': ({ account, body, from }) => rooms.create(account(), body, from),
    'GET /api/practice/words': ({ account }) => services.practiceWords.read(account()),
    'POST /api/practice/words': ({ account, body, from }) => services.practiceWords.write(account(), body, from),
    'GET /api/rooms/:room/check-ins': ({ account, params, from }) => services.checkIns.list(account(), params.room, from),
    'GET /api/invite-form': ({ account }) => rooms.inviteForm(account()),
    'GET /api/rooms/:room/invites': ({ account, params }) => services.roomInvites.list(account(), params.room),
    'POST /api/rooms/:room/invites': ({ account, params, body, from }) => rooms.invite(account(), params.room, body, from),
    'POST /api/rooms/:room/invites/:invite/revoke': ({ account, params, from }) =>
      rooms.revokeInvite(account(), params.room, params.invite, from),
    'POST /api/invites/:invite/look': ({ params, body }) => claim.look(params.invite, body),
    'POST /api/invites/:invite/claim': async (request) =>
      withCookie(request, await claim.claim(request.params.invite, request.body, request.from)),
    'POST /api/invites/:invite/claim-as-account': ({ account, params, body, from }) =>
      claim.claimAsAccount(account(), params.invite, body, from),
    'GET /api/sessions': ({ account }) => services.joined.list(account()),
    'POST /api/leave-now': async ({ cookieHeader, from, setCookie }) => {
      const left = await services.leaveNow.leave(cookieHeader, from);
      if (!left.ok) return left;
      for (const header of left.value) setCookie(header);
      return ok({});
    },
    'GET /api/limits': () => {
      const { idleLockMs, unlockedMs, signInMs, rememberMs } = services.limits;
      return Promise.resolve(ok({ idleLockMs, unlockedMs, signInMs, rememberMs }));
    },
    'GET /api/sign-ins': (request) => ownSignIns.list(selfOf(request), request.signIn().signIn),
    'POST /api/sign-ins/end': (request) => ownSignIns.end(selfOf(request), request.body),
    'POST /api/sign-ins/end-others': (request) => ownSignIns.endOthers(selfOf(request), request.signIn().signIn),
    'GET /api/admin/sign-ins': ({ account, from }) => told.forAdmin(account(), from),
    'GET /api/ice': () => Promise.resolve(ok({ iceServers: services.iceServers() })),
  };
}

/** Sends the cookies along, where what was done began a sign-in. */
function withCookie<View>(
  request: Pick<AnyRequest, 'setCookie'>,
  done: Result<{ readonly view: View; readonly cookies?: readonly string[] }, ErrorCode>,
): Result<View, ErrorCode> {
  if (!done.ok) return done;
  for (const header of done.value.cookies ?? []) request.setCookie(header);
  return ok(done.value.view);
}
