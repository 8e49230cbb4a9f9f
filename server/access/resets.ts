/**
 * A lost password without the kit. An admin starts a reset and passes its link on; whoever opens it chooses a password and gets NEW keys. Nothing
 * that was sealed for the old ones opens again, for anybody: that is what the sealing is for. The account keeps its roles and, unless the
 * admin said otherwise, its second factors.
 */
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById, changeLock, type AccountRow } from '#db/accounts.ts';
import { become, type Tx } from '#db/connect.ts';
import { lockFactors, removeTotp, replaceBackupCodes } from '#db/factors.ts';
import { giveUpGrants } from '#db/grants.ts';
import { removePasskeysOf, removePasskeyWraps } from '#db/passkeys.ts';
import { removePins } from '#db/pins.ts';
import { beginReset, endResetsOf, lockReset, openResets, removeKit, type ResetRow } from '#db/recovery.ts';
import { ownRooms } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { AccountRole } from '#server/contract/roles.ts';
import { timingSafeEqual } from 'node:crypto';
import { fromBase64, sha256, toBase64 } from './bytes.ts';
import { closeRoom } from './close-room.ts';
import { audited, refused, type AccessDeps, type Act, type From } from './deps.ts';
import type { Directory } from './directory.ts';
import type { Opaque } from './opaque.ts';
import { accountIdOf, normalEmail } from './register.ts';
import type { RoomNews } from './room-news.ts';
import type { SignIns } from './sign-ins.ts';
import { tell } from './tell.ts';

type Found = { readonly reset: ResetRow; readonly row: AccountRow };

export function createResets(
  deps: AccessDeps & { readonly opaque: Opaque; readonly signIns: SignIns; readonly directory: Directory; readonly news: RoomNews },
) {
  const { db, key, clock, random, opaque, signIns, directory, news } = deps;

  /** `reset_over` whatever is the matter: whoever tries links learns nothing. `email` undefined: it is not asked yet. */
  async function find(tx: Tx, token: string, email: string | undefined): Promise<Result<Found, 'reset_over'>> {
    const reset = await lockReset(tx, sha256(fromBase64(token)));
    const row = reset && (await accountById(tx, reset.account));
    if (reset === undefined || row === undefined || reset.endedAt !== null || reset.expiresAt.getTime() <= clock.now())
      return fail('reset_over');
    const fits = email === undefined || timingSafeEqual(row.emailLookup, key.lookUp('email', normalEmail(email)));
    return fits ? ok({ reset, row }) : fail('reset_over');
  }

  /** Which sign-ins and open rooms there were. Keys, kit and grants of before end; rooms stay in the list, ended and closed for good. */
  async function endOldKeys(tx: Tx, account: AccountId, withFactors: boolean): Promise<{ signIns: string[]; rooms: RoomId[] }> {
    const now = new Date(clock.now());
    await removeKit(tx, account);
    await removePins(tx, account);
    const rooms = (await ownRooms(tx, account)).flatMap(({ room }) => (room.status === 'open' ? [room.id] : []));
    for (const room of rooms) await closeRoom(tx, room, now);
    await giveUpGrants(tx, account, now);
    await lockFactors(tx, account);
    if (withFactors) {
      await removeTotp(tx, account);
      await replaceBackupCodes(tx, account, [], now);
      await removePasskeysOf(tx, account);
    } else await removePasskeyWraps(tx, account);
    return { signIns: await signIns.endAll(tx, account, undefined), rooms };
  }

  const finishing = (account: AccountId, from: From): Act => ({
    actor: 'anonymous',
    action: 'reset.finish',
    subject: `account:${account}`,
    from,
  });

  return {
    /** By an admin, who learns the link and never a password; the account is told at once. An earlier link ends. */
    async begin(
      admin: AccountId,
      { account, withFactors }: RouteBody<'POST /api/account-resets'>,
      from: From,
    ): Promise<Result<RouteReply<'POST /api/account-resets'>, ErrorCode>> {
      type Reply = Result<RouteReply<'POST /api/account-resets'>, ErrorCode>;
      const token = random.bytes(32);
      const expiresAt = clock.now() + LIMITS.resetLifeMs;
      const act: Act = { actor: `account:${admin}`, action: 'reset.start', subject: `account:${account}`, from };
      return audited(deps, `account:${admin}`, act, async (tx): Promise<Reply> => {
        if ((await accountById(tx, account)) === undefined) return fail('not_found');
        await beginReset(tx, {
          tokenHash: sha256(token),
          account,
          startedBy: admin,
          withFactors,
          createdAt: new Date(clock.now()),
          expiresAt: new Date(expiresAt),
        });
        await become(tx, 'system:sign-in');
        await tell(tx, deps, { account, kind: 'reset.started', from: undefined, data: { withFactors } });
        return ok({ token: toBase64(token), expiresAt });
      });
    },

    /** Those that nobody has used yet, the oldest first. */
    pending: (admin: AccountId, from: From): Promise<Result<RouteReply<'GET /api/account-resets'>, ErrorCode>> => {
      const act: Act = { actor: `account:${admin}`, action: 'admin.read-resets', subject: '', from };
      return audited(deps, `account:${admin}`, act, async (tx) => {
        const resets = await openResets(tx, new Date(clock.now()));
        return ok({
          resets: resets.map(({ reset, startedBySealed }) => ({
            account: reset.account,
            startedBy: key.open('email', startedBySealed),
            withFactors: reset.withFactors,
            createdAt: reset.createdAt.getTime(),
            expiresAt: reset.expiresAt.getTime(),
          })),
        });
      });
    },

    /** Any admin's, by any admin; the account is told. */
    revoke(
      admin: AccountId,
      { account }: RouteBody<'POST /api/account-resets/revoke'>,
      from: From,
    ): Promise<Result<Record<string, never>, ErrorCode>> {
      const act: Act = { actor: `account:${admin}`, action: 'reset.revoke', subject: `account:${account}`, from };
      return audited(deps, `account:${admin}`, act, async (tx): Promise<Result<Record<string, never>, ErrorCode>> => {
        const now = new Date(clock.now());
        if (!(await openResets(tx, now)).some(({ reset }) => reset.account === account)) return fail('not_found');
        await endResetsOf(tx, account, now);
        await become(tx, 'system:sign-in');
        await tell(tx, deps, { account, kind: 'reset.revoked', from: undefined });
        return ok({});
      });
    },

    look: ({
      token,
    }: RouteBody<'POST /api/account-resets/look'>): Promise<Result<RouteReply<'POST /api/account-resets/look'>, ErrorCode>> =>
      db.act('system:sign-in', async (tx): Promise<Result<RouteReply<'POST /api/account-resets/look'>, ErrorCode>> => {
        const found = await find(tx, token, undefined);
        if (!found.ok) return found;
        return ok({ roles: found.value.row.roles as AccountRole[], withFactors: found.value.reset.withFactors });
      }),

    async start(
      { token, email, request }: RouteBody<'POST /api/account-resets/start'>,
      from: From,
    ): Promise<Result<RouteReply<'POST /api/account-resets/start'>, ErrorCode>> {
      type Begun = Result<Found & { readonly previous: Uint8Array }, 'reset_over'>;
      const found = await db.act('system:sign-in', async (tx): Promise<Begun> => {
        const checked = await find(tx, token, email);
        return checked.ok ? ok({ ...checked.value, previous: await directory.previousOf(tx, checked.value.row.id) }) : checked;
      });
      if (!found.ok) {
        if (found.code !== 'not_ready') await refused(deps, finishing(accountIdOf(key, email), from), found.code);
        return found;
      }
      const account = found.value.row.id;
      const response = await opaque.register(account, request);
      return response.ok ? ok({ response: response.value, account, previous: toBase64(found.value.previous) }) : response;
    },

    /** All or nothing, once. Signs nobody in: the second factor is asked when they sign in. */
    async finish(body: RouteBody<'POST /api/account-resets/finish'>, from: From): Promise<Result<Record<string, never>, ErrorCode>> {
      let ended: Awaited<ReturnType<typeof endOldKeys>> = { signIns: [], rooms: [] };
      const done = await audited(
        deps,
        'system:sign-in',
        finishing(body.account, from),
        async (tx): Promise<Result<Record<string, never>, ErrorCode>> => {
          const found = await find(tx, body.token, body.email);
          if (!found.ok) return found;
          const { row, reset } = found.value;
          if (row.id !== body.account) return fail('reset_over');
          if (!opaque.isOfNewest(row.id)) return fail('changed_meanwhile');
          await become(tx, `account:${row.id}`);
          const keys = { signPublic: fromBase64(body.signPublic), boxPublic: fromBase64(body.boxPublic) };
          const changed = await changeLock(tx, row.id, row.opaqueRecord, {
            shortPassword: false,
            opaqueRecord: body.record,
            opaqueSetup: opaque.newest,
            wrappedKeyring: fromBase64(body.wrappedKeyring),
            ...keys,
          });
          if (!changed) return fail('changed_meanwhile');
          const entry = { account: row.id, kind: 'reset', ...keys, previous: fromBase64(body.previous) } as const;
          const listed = await directory.append(tx, { ...entry, selfSignature: fromBase64(body.keySignature) });
          if (!listed.ok) return listed;
          await endResetsOf(tx, row.id, new Date(clock.now()));
          ended = await endOldKeys(tx, row.id, reset.withFactors);
          await tell(tx, deps, { account: row.id, kind: 'reset.done', from, data: { withFactors: reset.withFactors } });
          return ok({});
        },
      );
      if (!done.ok) return done;
      signIns.tellEnded(ended.signIns);
      for (const room of ended.rooms) news.tell({ is: 'ended', room });
      return done;
    },
  };
}
