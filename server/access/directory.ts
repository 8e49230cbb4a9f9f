/**
 * The key directory: what is written into it has to be signed by the keys it names, and each entry is put under the server's signature at
 * once. Whoever gives an account other keys (a recovery, say) calls `append` in the transaction that does it; the database refuses it otherwise.
 */
import type { KeyObject } from 'node:crypto';
import { concat } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { changeBytes, DIRECTORY_LABELS, NO_ENTRY, type KeyChange } from '#crdt/keys/directory-layout.ts';
import { accountById, anyAccountById } from '#db/accounts.ts';
import { acting, become, type Tx } from '#db/connect.ts';
import {
  addCheckpoint,
  appendEntry,
  endOfDirectory,
  entryOf,
  historyOf,
  linksAfter,
  newestCheckpoint,
  type DirectoryRow,
  type SignedCheckpoint,
} from '#db/directory.ts';
import { ed25519Key, isEd25519 } from '#db/ed25519.ts';
import { sharesRoomWith } from '#db/members.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { LINKS_PAGE, type DirectoryEntryView } from '#server/contract/http-directory.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { isStaff } from '#server/contract/roles.ts';
import { toBase64 } from './bytes.ts';
import type { AccessDeps } from './deps.ts';

export type DirectoryDeps = AccessDeps & { readonly auditPrivate: KeyObject; readonly auditPublic: KeyObject };

/** A change of an account's keys as its browser signed it. */
export type SignedChange = KeyChange & {
  readonly selfSignature: Uint8Array;
  /** By the key before, where the kind is 'rotated'. */
  readonly oldSignature?: Uint8Array | undefined;
};
/** `bad_shape`: not signed by the keys that it names, or that it follows. `keys_changed`: the account has other keys by now than were signed over. */
export type AppendCode = 'bad_shape' | 'keys_changed';

export type Directory = ReturnType<typeof createDirectory>;

export function createDirectory(deps: DirectoryDeps) {
  const { db, clock, auditPrivate, auditPublic } = deps;
  const serverPublic = auditPublic.export({ format: 'jwk' }).x ?? '';

  /** The newest signed place; signs the end where nothing has yet (accounts from before the directory). */
  async function checkpointOf(tx: Tx): Promise<SignedCheckpoint> {
    const [end, signed] = [await endOfDirectory(tx), await newestCheckpoint(tx)];
    return signed?.seq === end.seq ? signed : addCheckpoint(tx, end, auditPrivate, clock.now());
  }

  return {
    /**
     * Writes an entry, in the transaction that makes the account or gives it these keys, whoever its actor is; before the audit entry, so that
     * locks are taken in one order.
     */
    async append(tx: Tx, change: SignedChange): Promise<Result<undefined, AppendCode>> {
      if (change.kind === 'before' || !isSigned(DIRECTORY_LABELS.change, change, change.selfSignature, change.signPublic))
        return fail('bad_shape');
      if ((change.kind === 'rotated') !== (change.oldSignature !== undefined)) return fail('bad_shape');
      if (change.kind === 'rotated' && !(await isSignedByOld(tx, change))) return fail('bad_shape');
      const now = clock.now();
      const place = await appendEntry(tx, { ...change, at: now });
      if (place === undefined) return fail('keys_changed');
      await addCheckpoint(tx, place, auditPrivate, now);
      return ok(undefined);
    },

    /** What the account's next change has to name as the entry before it: the chain's hash after its last entry. */
    async previousOf(tx: Tx, account: AccountId): Promise<Uint8Array> {
      return (await acting(tx, 'system:directory', () => historyOf(tx, account))).at(-1)?.hash ?? NO_ENTRY;
    },

    own: (account: AccountId): Promise<Result<RouteReply<'GET /api/directory'>, ErrorCode>> =>
      db.act('system:directory', async (tx) => {
        const entries = (await historyOf(tx, account)).map(viewOf);
        const { seq, hash, at, signature } = await checkpointOf(tx);
        return ok({ entries, checkpoint: { seq, hash: toBase64(hash), at, signature: toBase64(signature) }, serverPublic });
      }),

    links: ({ after, upTo }: RouteBody<'POST /api/directory/links'>): Promise<Result<RouteReply<'POST /api/directory/links'>, ErrorCode>> =>
      db.act('system:directory', async (tx) => {
        const links = await linksAfter(tx, after, upTo, LINKS_PAGE);
        return ok({ links: links.map(({ tag, digest }) => ({ tag: toBase64(tag), digest: toBase64(digest) })) });
      }),

    of: (
      asker: AccountId,
      { account }: RouteBody<'POST /api/directory/of'>,
    ): Promise<Result<RouteReply<'POST /api/directory/of'>, ErrorCode>> =>
      db.act(`account:${asker}`, async (tx): Promise<Result<RouteReply<'POST /api/directory/of'>, ErrorCode>> => {
        const [me, other] = [await accountById(tx, asker), await anyAccountById(tx, account)];
        const isColleague = isStaff(me?.roles ?? []) && isStaff(other?.roles ?? []);
        if (account !== asker && !isColleague && !(await sharesRoomWith(tx, account, asker))) return fail('not_found');
        await become(tx, 'system:directory');
        return ok({ entries: (await historyOf(tx, account)).map(viewOf) });
      }),
  };

  async function isSignedByOld(tx: Tx, change: SignedChange): Promise<boolean> {
    const last = (await acting(tx, 'system:directory', () => historyOf(tx, change.account))).at(-1);
    return last !== undefined && isSigned(DIRECTORY_LABELS.rotation, change, change.oldSignature, last.signPublic);
  }
}

/** Ed25519 (RFC 8032) over label ‖ change. */
function isSigned(label: Uint8Array, change: KeyChange, signature: Uint8Array | undefined, signPublic: Uint8Array): boolean {
  return isEd25519(ed25519Key(signPublic), concat(label, changeBytes(change)), signature);
}

function viewOf(row: DirectoryRow): DirectoryEntryView {
  const { seq, kind, signPublic, boxPublic, previous, at, selfSignature, oldSignature } = entryOf(row);
  return {
    seq,
    kind,
    signPublic: toBase64(signPublic),
    boxPublic: toBase64(boxPublic),
    previous: toBase64(previous),
    at,
    ...(selfSignature === undefined ? {} : { selfSignature: toBase64(selfSignature) }),
    ...(oldSignature === undefined ? {} : { oldSignature: toBase64(oldSignature) }),
  };
}
