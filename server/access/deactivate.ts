/**
 * An admin deactivates an account: whoever it is may not sign in, and nothing is granted to it, from the commit on. Nothing that was sealed for
 * it is opened or lost: whom it handed rooms over to before reads on, and an admin may reactivate it. What it had in its own rooms is its own
 * again then; what others had granted to it, they have to grant anew.
 */
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById, activeAdmins } from '#db/accounts.ts';
import { acting, type Tx } from '#db/connect.ts';
import {
  addDeactivation,
  deactivationOf,
  endLinksBy,
  forgetDevices,
  giveBackOwnGrants,
  lockAdmins,
  oweTurn,
  placesOf,
  removeDeactivation,
} from '#db/deactivations.ts';
import { giveUpGrants } from '#db/grants.ts';
import { setMember } from '#db/members.ts';
import { endResetsOf } from '#db/recovery.ts';
import { ownRooms } from '#db/rooms.ts';
import { removeMemberSignIns } from '#db/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody } from '#server/contract/http.ts';
import { closeRoom } from './close-room.ts';
import { audited, type AccessDeps, type Act, type From } from './deps.ts';
import type { RoomNews } from './room-news.ts';
import type { SignIns } from './sign-ins.ts';
import { tell } from './tell.ts';

type Done = Promise<Result<Record<string, never>, ErrorCode>>;
/** What live connections have to hear of once it is committed. */
type Aftermath = { readonly signIns: readonly string[]; readonly closed: readonly RoomId[]; readonly owing: readonly Owing[] };
/** A room of somebody else's that is open, and who of it is out now. */
type Owing = { readonly room: RoomId; readonly out: readonly MemberId[] };

export type DeactivateDeps = AccessDeps & { readonly signIns: SignIns; readonly news: RoomNews };

export function createDeactivate(deps: DeactivateDeps) {
  const { clock, signIns, news } = deps;

  /** Rooms of its own that are open end, as they do when their therapist ends them. */
  async function closeOwn(tx: Tx, account: AccountId, now: Date): Promise<RoomId[]> {
    const open = (await ownRooms(tx, account)).flatMap(({ room }) => (room.status === 'open' ? [room.id] : []));
    for (const room of open) await closeRoom(tx, room, now);
    return open;
  }

  /** It is out of the rooms of others. Where one is open, its key turns before anything else is kept there. */
  async function leaveOthers(tx: Tx, account: AccountId): Promise<{ owing: readonly Owing[]; signIns: readonly string[] }> {
    const ended: string[] = [];
    const places = await placesOf(tx, account);
    for (const { member, room, owner, status } of places) {
      await acting(tx, 'system:leaving', () => setMember(tx, member, { state: 'removed' }));
      // Whoever hosts an open room is active: their own rooms end with them.
      if (status === 'open') await acting(tx, `account:${owner}`, () => oweTurn(tx, room));
      // A sign-in of a member's own, in a room that is not this account's, is nobody's to see but where sign-ins are kept.
      ended.push(...(await acting(tx, 'system:sign-in', () => removeMemberSignIns(tx, member))));
    }
    const owing = places.flatMap(({ room, member, status }) => (status === 'open' ? [{ room, out: [member] }] : []));
    return { owing, signIns: ended };
  }

  async function end(tx: Tx, account: AccountId, now: Date): Promise<Aftermath> {
    return acting(tx, `account:${account}`, async () => {
      const closed = await closeOwn(tx, account, now);
      const { owing, signIns: elsewhere } = await leaveOthers(tx, account);
      await giveUpGrants(tx, account, now);
      await endResetsOf(tx, account, now);
      return { closed, owing, signIns: [...elsewhere, ...(await signIns.endAll(tx, account, undefined))] };
    });
  }

  return {
    /** `last_admin`: nobody could undo it. Nobody does it to themselves. */
    async deactivate(admin: AccountId, { account }: RouteBody<'POST /api/accounts/deactivate'>, from: From): Done {
      const act: Act = { actor: `account:${admin}`, action: 'account.deactivate', subject: `account:${account}`, from };
      let after: Aftermath | undefined;
      const done = await audited(deps, `account:${admin}`, act, async (tx): Done => {
        if (account === admin) return fail('own_account');
        await lockAdmins(tx);
        if ((await accountById(tx, account)) === undefined) return fail('not_found');
        const others = (await activeAdmins(tx)).filter(({ id }) => id !== account);
        if (others.length === 0) return fail('last_admin');
        // Was deactivated itself while it waited for the lock.
        if (!others.some(({ id }) => id === admin)) return fail('no_right');
        const now = new Date(clock.now());
        after = await end(tx, account, now);
        await addDeactivation(tx, { account, madeBy: admin, at: now });
        await acting(tx, 'system:sign-in', async () => {
          await endLinksBy(tx, account, now);
          await forgetDevices(tx, account);
          await tell(tx, deps, { account, kind: 'account.deactivated', from: undefined });
        });
        return ok({});
      });
      if (!done.ok || after === undefined) return done;
      signIns.tellEnded(after.signIns);
      for (const room of after.closed) news.tell({ is: 'ended', room });
      for (const owing of after.owing) news.tell({ is: 'turn-due', ...owing });
      return done;
    },

    async reactivate(admin: AccountId, { account }: RouteBody<'POST /api/accounts/reactivate'>, from: From): Done {
      const act: Act = { actor: `account:${admin}`, action: 'account.reactivate', subject: `account:${account}`, from };
      return audited(deps, `account:${admin}`, act, async (tx): Done => {
        await lockAdmins(tx);
        const row = await deactivationOf(tx, account);
        if (row === undefined) return fail('not_found');
        await removeDeactivation(tx, account);
        await acting(tx, `account:${account}`, () => giveBackOwnGrants(tx, account, row.at));
        await acting(tx, 'system:sign-in', () => tell(tx, deps, { account, kind: 'account.reactivated', from: undefined }));
        return ok({});
      });
    },
  };
}
