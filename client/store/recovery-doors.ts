/** Lost and changed passwords as the screens need them. What is heavy (OPAQUE, the words of kits) is fetched when it is first needed. */
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Http } from '#client/net/http.ts';
import type { NewKit } from '#client/room/recovery.ts';
import type { Session } from '#client/room/session.ts';
import type { AccountRole } from '#server/contract/roles.ts';
import type { NoticeView } from '#server/contract/http-notices.ts';
import type { DoorCode } from './account.ts';

export type { NewKit, NoticeView };
/** When a kit was kept by this very page, in ms: whoever did it a moment ago need not be told. */
const keptHere = new WeakMap<Http, number>();
const codeOf = (result: Result<unknown, DoorCode>): DoorCode | undefined => (result.ok ? undefined : result.code);

/** What somebody signed in may do; those that give a code alone give undefined when it went well. */
export type PasswordDoor = {
  /** When the account's kit was made; undefined: it has none. */
  kit(): Promise<Result<{ readonly madeAt?: number | undefined }, DoorCode>>;
  newKit(): Promise<NewKit>;
  /** Whether a second factor stands beside the password; false where that could not be asked. */
  hasFactor(): Promise<boolean>;
  changePassword(change: {
    readonly oldPassword: string;
    readonly newPassword: string;
    readonly endOthers: boolean;
  }): Promise<DoorCode | undefined>;
  notices(): Promise<Result<{ readonly notices: readonly NoticeView[] }, DoorCode>>;
  /** Those up to then were read, in ms since the Unix epoch. */
  noticesSeen(upTo: number): Promise<DoorCode | undefined>;
};

export function createPasswordDoor(session: Session): PasswordDoor {
  const { http } = session;
  return {
    kit: () => http.call('GET /api/recovery-kit'),
    async newKit() {
      const made = (await import('#client/room/recovery.ts')).newKit(session);
      return {
        ...made,
        async keep() {
          const kept = await made.keep();
          if (kept.ok) keptHere.set(http, kept.value.madeAt);
          return kept;
        },
      };
    },
    async hasFactor() {
      const found = await session.http.call('GET /api/factors');
      return found.ok && (found.value.totp || found.value.passkeys.length > 0);
    },
    changePassword: async (change) => codeOf(await (await import('#client/room/password.ts')).changePassword({ session, ...change })),
    async notices() {
      const read = await http.call('GET /api/notices');
      if (!read.ok) return read;
      const isOwn = ({ kind, at }: NoticeView): boolean => kind === 'recovery.new-kit' && at === keptHere.get(http);
      return ok({ notices: read.value.notices.filter((notice) => !isOwn(notice)) });
    },
    noticesSeen: async (upTo) => codeOf(await http.call('POST /api/notices/seen', { body: { upTo } })),
  };
}

type Recovering = { readonly email: string; readonly kitText: string; readonly newPassword: string };
type Resetting = { readonly token: string; readonly email: string; readonly name: string; readonly newPassword: string };
export type ResetView = { readonly roles: readonly AccountRole[]; readonly withFactors: boolean };

/** What somebody who has lost their password may do, signed in by none of it. */
export type LostDoor = {
  recover(recovering: Recovering): Promise<DoorCode | undefined>;
  /** What a reset's link makes of its account. */
  lookAtReset(token: string): Promise<Result<ResetView, DoorCode>>;
  reset(resetting: Resetting): Promise<DoorCode | undefined>;
};

export function createLostDoor(http: Http): LostDoor {
  return {
    async recover({ email, kitText, newPassword }) {
      const [{ readKit }, { recoverByKit }] = await Promise.all([import('#crdt/keys/kit-words.ts'), import('#client/room/recovery.ts')]);
      const reading = readKit(kitText);
      if (reading.is !== 'kit') return codeOf(fail('kit_wrong'));
      const done = await recoverByKit({ http, email, kit: reading.kit, newPassword });
      reading.kit.wipe();
      return codeOf(done);
    },
    lookAtReset: (token) => http.call('POST /api/account-resets/look', { body: { token } }),
    reset: async (resetting) => codeOf(await (await import('#client/room/recovery.ts')).resetAccount({ http, ...resetting })),
  };
}
