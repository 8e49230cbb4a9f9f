/** Handlers of lost and changed passwords, and of what an account is told: see handlers.ts. */
import type { createKits } from '#server/access/kits.ts';
import type { createPasswordChange } from '#server/access/password.ts';
import type { createRecover } from '#server/access/recover.ts';
import type { createResets } from '#server/access/resets.ts';
import type { createDeactivate } from '#server/access/deactivate.ts';
import type { createTold } from '#server/access/told.ts';
import type { LEAVING_ROUTES } from '#server/contract/http-leaving.ts';
import type { NOTICE_ROUTES } from '#server/contract/http-notices.ts';
import type { RECOVERY_ROUTES } from '#server/contract/http-recovery.ts';
import { selfOf, type Handlers } from './handler.ts';

export type RecoveryServices = {
  readonly password: ReturnType<typeof createPasswordChange>;
  readonly kits: ReturnType<typeof createKits>;
  readonly recover: ReturnType<typeof createRecover>;
  readonly resets: ReturnType<typeof createResets>;
  readonly deactivate: ReturnType<typeof createDeactivate>;
  readonly told: ReturnType<typeof createTold>;
};

export const recoveryHandlers = ({
  password,
  kits,
  recover,
  resets,
  deactivate,
  told,
}: RecoveryServices): Pick<Handlers, keyof typeof RECOVERY_ROUTES | keyof typeof LEAVING_ROUTES | keyof typeof NOTICE_ROUTES> => ({
  'POST /api/password/start': (request) => password.start(selfOf(request), request.signIn().signIn, request.body),
  'POST /api/password/finish': (request) => password.finish(selfOf(request), request.signIn().signIn, request.body),
  'GET /api/recovery-kit': ({ account }) => kits.view(account()),
  'POST /api/recovery-kit': (request) => kits.keep(selfOf(request), request.body),
  'POST /api/recovery/start': ({ body }) => recover.start(body),
  'POST /api/recovery/open': ({ body, from }) => recover.open(body, from),
  'POST /api/recovery/finish': ({ body, from }) => recover.finish(body, from),
  'POST /api/account-resets': ({ account, body, from }) => resets.begin(account(), body, from),
  'GET /api/account-resets': ({ account, from }) => resets.pending(account(), from),
  'POST /api/account-resets/revoke': ({ account, body, from }) => resets.revoke(account(), body, from),
  'POST /api/accounts/deactivate': ({ account, body, from }) => deactivate.deactivate(account(), body, from),
  'POST /api/accounts/reactivate': ({ account, body, from }) => deactivate.reactivate(account(), body, from),
  'POST /api/account-resets/look': ({ body }) => resets.look(body),
  'POST /api/account-resets/start': ({ body, from }) => resets.start(body, from),
  'POST /api/account-resets/finish': ({ body, from }) => resets.finish(body, from),
  'GET /api/notices': ({ account }) => told.list(account()),
  'POST /api/notices/seen': ({ account, body }) => told.seen(account(), body),
});
