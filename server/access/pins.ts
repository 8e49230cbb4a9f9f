/** Keeps each account's pins (client/room/pins.ts): sealed, one version after the other. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { readPins, writePins } from '#db/pins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { audited, type AccessDeps, type Act, type From } from './deps.ts';

export function createPins(deps: AccessDeps) {
  return {
    read: (account: AccountId): Promise<Result<RouteReply<'GET /api/pins'>, ErrorCode>> =>
      deps.db.act(`account:${account}`, async (tx) => {
        const row = await readPins(tx, account);
        return ok(row === undefined ? { version: 0 } : { version: row.version, sealed: toBase64(row.sealed) });
      }),

    write(account: AccountId, body: RouteBody<'POST /api/pins'>, from: From): Promise<Result<Record<string, never>, ErrorCode>> {
      const act: Act = { actor: `account:${account}`, action: 'pins.write', subject: `account:${account}`, from };
      const row = { account, version: body.version, sealed: fromBase64(body.sealed), at: new Date(deps.clock.now()) };
      return audited(deps, `account:${account}`, act, async (tx): Promise<Result<Record<string, never>, ErrorCode>> =>
        (await writePins(tx, row)) ? ok({}) : fail('pins_changed'),
      );
    },
  };
}
