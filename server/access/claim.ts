/**
 * Claiming an invite: the guest shows a proof derived from the link's secret and names their keys. The first claim
 * binds the invite to those keys; the same keys may come again (a reload, a lost cookie), any others are refused. Where there is a
 * passcode, a second proof follows from it; so many wrong ones close the invite.
 */
import { timingSafeEqual } from 'node:crypto';
import type { AccountId, InviteId, MemberId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById } from '#db/accounts.ts';
import { appendAudit } from '#db/audit.ts';
import type { Tx } from '#db/connect.ts';
import { bindInvite, countTry, lockInvite, type InviteRow } from '#db/invites.ts';
import { addMember, findMember, memberWithKeys, type MemberRow } from '#db/members.ts';
import { practiceWords } from '#db/practice.ts';
import { findRoom } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { fromBase64, sha256, uuidV4 } from './bytes.ts';
import { auditEntry, refused, type AccessDeps, type From } from './deps.ts';
import type { InviteOpens } from './invite-opens.ts';
import type { SignIns } from './sign-ins.ts';

type Body = RouteBody<'POST /api/invites/:invite/claim'>;
type AccountBody = RouteBody<'POST /api/invites/:invite/claim-as-account'>;
/** Whose claim: a guest's, or an account's with its own keys. */
type By = { readonly account: AccountId; readonly sealedRoot: string } | undefined;
type Claimed = { readonly view: RouteReply<'POST /api/invites/:invite/claim'>; readonly cookies: readonly string[] };
type Looked = RouteReply<'POST /api/invites/:invite/look'>;
/** A wrong passcode is refused and counted all the same: its transaction is kept. */
type Outcome = { readonly is: 'claimed'; readonly claimed: Claimed } | { readonly is: 'wrong-passcode' };

export function createClaim(deps: AccessDeps & { readonly signIns: SignIns; readonly opens: InviteOpens }) {
  const { db, clock, random, signIns, opens } = deps;

  /** The invite of that proof, if it still opens anything. An unknown one is compared too, so that time tells nothing of which ids exist. */
  async function openInvite(tx: Tx, id: InviteId, proof: string): Promise<Result<InviteRow, ErrorCode>> {
    const invite = await lockInvite(tx, id);
    const proven = timingSafeEqual(sha256(fromBase64(proof)), invite?.proofHash ?? sha256(random.bytes(32)));
    if (invite === undefined || !proven) return fail('invite_unknown');
    if (invite.revokedAt !== null) return fail('invite_over');
    if (isClosed(invite)) return fail('invite_closed');
    const room = await findRoom(tx, invite.room);
    if (room === undefined || room.status === 'ended') return fail('invite_over');
    // Whoever came before may come again: they wait, or are inside.
    if (invite.claimedBy !== null) return ok(invite);
    if (room.locked) return fail('room_locked');
    const opened = await opens.spend(tx, id);
    return opened.ok ? ok(invite) : opened;
  }

  /** The member of an earlier claim by the same keys; undefined for the first claim. */
  async function before(tx: Tx, invite: InviteRow, body: Body, by: By): Promise<Result<MemberRow | undefined, ErrorCode>> {
    const inside = by && (await memberWithKeys(tx, invite.room, by.account, fromBase64(body.signPublic)));
    if (inside !== undefined) return ok(inside);
    if (invite.claimedBy === null) return invite.expiresAt.getTime() <= clock.now() ? fail('invite_over') : ok(undefined);
    const bound = await findMember(tx, invite.claimedBy);
    const isSame =
      bound !== undefined &&
      bound.account === (by?.account ?? null) &&
      timingSafeEqual(bound.signPublic, fromBase64(body.signPublic)) &&
      timingSafeEqual(bound.boxPublic, fromBase64(body.boxPublic));
    return isSame && bound.state !== 'refused' && bound.state !== 'removed' ? ok(bound) : fail('invite_used');
  }

  /** With the keys that the account has, into a room that is not its own. */
  async function accountFault(tx: Tx, invite: InviteRow, body: Body, { account }: NonNullable<By>): Promise<ErrorCode | undefined> {
    if (invite.owner === account) return 'own_room';
    const row = await accountById(tx, account);
    if (row === undefined) return 'not_signed_in';
    const isOwn =
      timingSafeEqual(row.signPublic, fromBase64(body.signPublic)) && timingSafeEqual(row.boxPublic, fromBase64(body.boxPublic));
    return isOwn ? undefined : 'keys_changed';
  }

  async function bind(tx: Tx, invite: InviteRow, body: Body, by: By): Promise<MemberId> {
    const member = uuidV4<MemberId>(random.bytes(16));
    await addMember(tx, {
      id: member,
      room: invite.room,
      owner: invite.owner,
      invite: invite.id,
      role: invite.role,
      ...(by === undefined ? {} : { account: by.account, sealedRoot: fromBase64(by.sealedRoot) }),
      state: 'waiting',
      signPublic: fromBase64(body.signPublic),
      boxPublic: fromBase64(body.boxPublic),
      sealedName: fromBase64(body.sealedName),
      sealedCheckIn: body.sealedCheckIn === undefined ? null : fromBase64(body.sealedCheckIn),
      mac: fromBase64(body.mac),
      since: new Date(clock.now()),
    });
    await bindInvite(tx, invite.id, member);
    return member;
  }

  async function decide(tx: Tx, id: InviteId, body: Body, by: By, from: From): Promise<Result<Outcome, ErrorCode>> {
    const invite = await openInvite(tx, id, body.proof);
    if (!invite.ok) return invite;
    const fault = by && (await accountFault(tx, invite.value, body, by));
    if (fault !== undefined) return fail(fault);
    const known = await before(tx, invite.value, body, by);
    if (!known.ok) return known;
    // An account that is a member already shows no more than who it is.
    if (by !== undefined && known.value !== undefined) return ok(await claimed(tx, invite.value, known.value.id, []));
    if (!fitsPasscode(invite.value, body.passcodeProof)) {
      if (body.passcodeProof === undefined || known.value !== undefined) return fail('passcode_wrong');
      await countTry(tx, id);
      return ok({ is: 'wrong-passcode' });
    }
    // Whoever comes again has answered already.
    const answered = body.sealedCheckIn !== undefined;
    if (known.value === undefined && invite.value.asks.length > 0 !== answered) return fail(answered ? 'bad_shape' : 'check_in_needed');
    const member = known.value?.id ?? (await bind(tx, invite.value, body, by));
    // An account is known by the sign-in that it has.
    const cookies = by === undefined ? await signIns.begin(tx, { room: invite.value.room, member }, from) : [];
    return ok(await claimed(tx, invite.value, member, cookies));
  }

  async function claimed(tx: Tx, { room }: InviteRow, member: MemberId, cookies: readonly string[]): Promise<Outcome> {
    const { waitingWords } = await practiceWords(tx);
    return { is: 'claimed', claimed: { view: { room, member, waitingWords }, cookies } };
  }

  async function claimBy(id: InviteId, body: Body, by: By, from: From): Promise<Result<Claimed, ErrorCode>> {
    const actor = by === undefined ? 'anonymous' : `account:${by.account}`;
    const act = { actor, action: 'room.claim', subject: `invite:${id}`, from } as const;
    const done = await db.act('system:claim', async (tx) => {
      const outcome = await decide(tx, id, body, by, from);
      if (outcome.ok) await appendAudit(tx, [auditEntry(deps, act, outcome.value.is === 'claimed' ? 'ok' : 'passcode_wrong')]);
      return outcome;
    });
    if (done.ok) return done.value.is === 'claimed' ? ok(done.value.claimed) : fail('passcode_wrong');
    if (done.code !== 'not_ready') await refused(deps, act, done.code);
    return done;
  }

  return {
    claim: (id: InviteId, body: Body, from: From): Promise<Result<Claimed, ErrorCode>> => claimBy(id, body, undefined, from),

    /** With an account's own keys; the account enters the room by its sign-in, here and on its other devices. */
    async claimAsAccount(account: AccountId, id: InviteId, body: AccountBody, from: From): Promise<Result<Claimed['view'], ErrorCode>> {
      const claimed = await claimBy(id, body, { account, sealedRoot: body.sealedRoot }, from);
      return claimed.ok ? ok(claimed.value.view) : claimed;
    },

    /** What an invite wants of whoever holds its link. It says nothing of the room and of who came. */
    look: (id: InviteId, { proof }: RouteBody<'POST /api/invites/:invite/look'>): Promise<Result<Looked, ErrorCode>> =>
      db.act('system:claim', async (tx): Promise<Result<Looked, ErrorCode>> => {
        const invite = await openInvite(tx, id, proof);
        if (!invite.ok) return invite;
        const { claimedBy, expiresAt, passcodeHash, passcodeTries, role, asks, consentWords } = invite.value;
        if (claimedBy === null && expiresAt.getTime() <= clock.now()) return fail('invite_over');
        const passcode = passcodeHash === null ? {} : { passcode: { triesLeft: LIMITS.passcodeTries - passcodeTries } };
        return ok({ claimed: claimedBy !== null, ...passcode, role, asks, consentWords });
      }),
  };
}

/** Not one that was claimed before its tries ran out: whoever came with the right passcode may come again. */
const isClosed = ({ passcodeTries, claimedBy }: InviteRow): boolean => claimedBy === null && passcodeTries >= LIMITS.passcodeTries;

const fitsPasscode = ({ passcodeHash }: InviteRow, proof: string | undefined): boolean =>
  passcodeHash === null || (proof !== undefined && timingSafeEqual(passcodeHash, sha256(fromBase64(proof))));
