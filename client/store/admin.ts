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

export type PracticeWords = RouteReply<'GET /api/practice/words'>;

export type AdminDoor = {
  words(): Promise<Result<PracticeWords, DoorCode>>;
  saveWords(words: PracticeWords): Promise<Result<PracticeWords, DoorCode>>;
  rooms(): Promise<Result<readonly AdminRoom[], DoorCode>>;
  accounts(): Promise<Result<readonly AccountRow[], DoorCode>>;
  notices(): Promise<Result<readonly AdminNotice[], DoorCode>>;
  invite(email: string, roles: readonly StaffRole[]): Promise<Result<AccountInvite, DoorCode>>;
  /** `withFactors`: the account's second factors end too, once the link is used. */
  reset(account: AccountRow['account'], withFactors: boolean): Promise<Result<AccountReset, DoorCode>>;
};

export type AdminStore = Pick<AdminDoor, 'words' | 'saveWords' | 'reset'> & {
  readonly rooms: ReadonlySignal<readonly AdminRoom[] | undefined>;
  readonly accounts: ReadonlySignal<readonly AccountRow[] | undefined>;
  /** Sign-ins to look at. */
  readonly notices: ReadonlySignal<readonly AdminNotice[] | undefined>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  refresh(): Promise<void>;
  invite(email: string, roles: readonly StaffRole[]): Promise<Result<AccountInvite, DoorCode>>;
};

export function createAdminStore(door: AdminDoor): AdminStore {
  const rooms = signal<readonly AdminRoom[] | undefined>(undefined);
  const accounts = signal<readonly AccountRow[] | undefined>(undefined);
  const notices = signal<readonly AdminNotice[] | undefined>(undefined);
  const wrong = signal<DoorCode | undefined>(undefined);
  return {
    rooms,
    accounts,
    notices,
    wrong,
    async refresh() {
      const [foundRooms, foundAccounts, foundNotices] = await Promise.all([door.rooms(), door.accounts(), door.notices()]);
      if (foundRooms.ok) rooms.value = foundRooms.value;
      if (foundAccounts.ok) accounts.value = foundAccounts.value;
      if (foundNotices.ok) notices.value = foundNotices.value;
      wrong.value = [foundRooms, foundAccounts, foundNotices].find((found) => !found.ok)?.code;
    },
    invite: (email, roles) => door.invite(email, roles),
    reset: (account, withFactors) => door.reset(account, withFactors),
    words: () => door.words(),
    saveWords: (words) => door.saveWords(words),
  };
}
