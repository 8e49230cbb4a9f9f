import { signal, type ReadonlySignal } from '@preact/signals';
import type { Result } from '#crdt/base/result.ts';
import type { AdminRoom, RouteReply } from '#server/contract/http.ts';
import type { StaffRole } from '#server/contract/roles.ts';
import type { DoorCode } from './account.ts';
import type { AccountInvite } from './rooms.ts';

export type AccountRow = RouteReply<'GET /api/accounts'>['accounts'][number];
/** About a sign-in, and whose. */
export type AdminNotice = RouteReply<'GET /api/admin/sign-ins'>['notices'][number];

/** A link by which an account begins anew; its bearer chooses the password. */
export type AccountReset = { readonly link: string; readonly expiresAt: number };

/** A link that nobody has used yet. */
export type PendingReset = RouteReply<'GET /api/account-resets'>['resets'][number];

/** How long what was deleted stays, and what was removed. */
export type Retention = RouteReply<'GET /api/admin/retention'>;

export type PracticeWords = RouteReply<'GET /api/practice/words'>;

export type AdminDoor = {
  words(): Promise<Result<PracticeWords, DoorCode>>;
  saveWords(words: PracticeWords): Promise<Result<PracticeWords, DoorCode>>;
  rooms(): Promise<Result<readonly AdminRoom[], DoorCode>>;
  accounts(): Promise<Result<readonly AccountRow[], DoorCode>>;
  notices(): Promise<Result<readonly AdminNotice[], DoorCode>>;
  retention(): Promise<Result<Retention, DoorCode>>;
  invite(email: string, roles: readonly StaffRole[]): Promise<Result<AccountInvite, DoorCode>>;
  /** `withFactors`: the account's second factors end too, once the link is used. */
  reset(account: AccountRow['account'], withFactors: boolean): Promise<Result<AccountReset, DoorCode>>;
  /** `proof_needed` from these and from `reset`: ask for the password or a passkey, then again. */
  deactivate(account: AccountRow['account']): Promise<Result<unknown, DoorCode>>;
  reactivate(account: AccountRow['account']): Promise<Result<unknown, DoorCode>>;
  resets(): Promise<Result<readonly PendingReset[], DoorCode>>;
  revokeReset(account: AccountRow['account']): Promise<Result<unknown, DoorCode>>;
};

export type AdminStore = Pick<AdminDoor, 'words' | 'saveWords' | 'reset' | 'deactivate' | 'reactivate' | 'revokeReset'> & {
  readonly rooms: ReadonlySignal<readonly AdminRoom[] | undefined>;
  readonly accounts: ReadonlySignal<readonly AccountRow[] | undefined>;
  /** Sign-ins to look at. */
  readonly notices: ReadonlySignal<readonly AdminNotice[] | undefined>;
  readonly retention: ReadonlySignal<Retention | undefined>;
  readonly resets: ReadonlySignal<readonly PendingReset[] | undefined>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  refresh(): Promise<void>;
  invite(email: string, roles: readonly StaffRole[]): Promise<Result<AccountInvite, DoorCode>>;
};

export function createAdminStore(door: AdminDoor): AdminStore {
  const rooms = signal<readonly AdminRoom[] | undefined>(undefined);
  const accounts = signal<readonly AccountRow[] | undefined>(undefined);
  const notices = signal<readonly AdminNotice[] | undefined>(undefined);
  const resets = signal<readonly PendingReset[] | undefined>(undefined);
  const retention = signal<Retention | undefined>(undefined);
  const wrong = signal<DoorCode | undefined>(undefined);
  const refresh = async (): Promise<void> => {
    const found = await Promise.all([door.rooms(), door.accounts(), door.notices(), door.resets(), door.retention()]);
    const [foundRooms, foundAccounts, foundNotices, foundResets, foundRetention] = found;
    if (foundRooms.ok) rooms.value = foundRooms.value;
    if (foundAccounts.ok) accounts.value = foundAccounts.value;
    if (foundNotices.ok) notices.value = foundNotices.value;
    if (foundResets.ok) resets.value = foundResets.value;
    if (foundRetention.ok) retention.value = foundRetention.value;
    wrong.value = found.find((one) => !one.ok)?.code;
  };
  return {
    rooms,
    accounts,
    notices,
    resets,
    retention,
    wrong,
    refresh,
    invite: (email, roles) => door.invite(email, roles),
    reset: (account, withFactors) => door.reset(account, withFactors),
    deactivate: (account) => door.deactivate(account),
    reactivate: (account) => door.reactivate(account),
    async revokeReset(account) {
      const done = await door.revokeReset(account);
      if (done.ok) await refresh();
      return done;
    },
    words: () => door.words(),
    saveWords: (words) => door.saveWords(words),
  };
}
