/** From the contract's routes to what does them. */
import { ok, type Result } from '#crdt/base/result.ts';
import type { createClaim } from '#server/access/claim.ts';
import type { createLeaveNow } from '#server/access/leave-now.ts';
import type { createRegister } from '#server/access/register.ts';
import type { createRooms } from '#server/access/rooms.ts';
import type { createSignIn } from '#server/access/sign-in.ts';
import type { SignIns } from '#server/access/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';
import type { AdminRooms } from '#server/operate/admin-rooms.ts';
import type { Handlers, Request } from './handler.ts';

export type Services = {
  readonly register: ReturnType<typeof createRegister>;
  readonly signIn: ReturnType<typeof createSignIn>;
  readonly signIns: SignIns;
  readonly rooms: ReturnType<typeof createRooms>;
  readonly claim: ReturnType<typeof createClaim>;
  readonly leaveNow: ReturnType<typeof createLeaveNow>;
  readonly adminRooms: AdminRooms;
  /** Whether the server can do its work now. */
  health(): Promise<Result<RouteReply<'GET /health'>, ErrorCode>>;
  /** STUN and TURN servers for the call, with credentials that run out. */
  iceServers(): RouteReply<'GET /api/ice'>['iceServers'];
};

export function createHandlers(services: Services): Handlers {
  const { register, signIn, signIns, rooms, claim, adminRooms } = services;
  return {
    'GET /health': () => services.health(),
    'GET /api/setup': ({ local }) => register.setUp(local),
    'POST /api/register/start': ({ body, from, local }) => register.start(body, from, local),
    'POST /api/register/finish': async (request) => withCookie(request, await register.finish(request.body, request.from, request.local)),
    'POST /api/sign-in/start': ({ body }) => signIn.start(body),
    'POST /api/sign-in/finish': async (request) => withCookie(request, await signIn.finish(request.body, request.from)),
    'GET /api/sign-in': ({ account }) => signIn.current(account()),
    'POST /api/sign-out': async ({ cookieHeader, account, from, setCookie }) => {
      const ended = await signIns.end(cookieHeader, account(), from);
      if (!ended.ok) return ended;
      setCookie(ended.value);
      return ok({});
    },
    'POST /api/account-invites': ({ account, body, from }) => register.invite(account(), body, from),
    'GET /api/accounts': ({ account, from }) => signIn.list(account(), from),
    'GET /api/admin/rooms': ({ account, from }) => adminRooms.list(account(), from),
    'GET /api/rooms': ({ account }) => rooms.list(account()),
    'POST /api/rooms': ({ account, body, from }) => rooms.create(account(), body, from),
    'POST /api/rooms/:room/invites': ({ account, params, body, from }) => rooms.invite(account(), params.room, body, from),
    'POST /api/rooms/:room/invites/:invite/revoke': ({ account, params, from }) =>
      rooms.revokeInvite(account(), params.room, params.invite, from),
    'POST /api/invites/:invite/claim': async (request) =>
      withCookie(request, await claim.claim(request.params.invite, request.body, request.from)),
    'POST /api/leave-now': async ({ cookieHeader, from, setCookie }) => {
      const left = await services.leaveNow.leave(cookieHeader, from);
      if (!left.ok) return left;
      for (const header of left.value) setCookie(header);
      return ok({});
    },
    'GET /api/ice': () => Promise.resolve(ok({ iceServers: services.iceServers() })),
  };
}

function withCookie<View>(
  request: Pick<Request<'POST /api/sign-in/finish'>, 'setCookie'>,
  done: Result<{ view: View; cookie: string }, ErrorCode>,
): Result<View, ErrorCode> {
  if (!done.ok) return done;
  request.setCookie(done.value.cookie);
  return ok(done.value.view);
}
