/** What the section "Your keys" shows: one's own history, and how the keys of those confirmed stand now. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { Pin } from '#crdt/keys/pins.ts';
import { checkOwnKeys, type OwnKeys } from '#client/room/key-directory.ts';
import { colleagueOf, forgetColleague, type Colleague, type PeopleCode } from '#client/room/people.ts';
import type { Checking } from '#client/room/pins.ts';

export type ConfirmedPerson = { readonly pin: Pin; readonly now: Result<Colleague, PeopleCode> };
export type KeysStore = {
  readonly own: ReadonlySignal<OwnKeys | undefined>;
  readonly people: ReadonlySignal<readonly ConfirmedPerson[]>;
  readonly wrong: ReadonlySignal<PeopleCode | undefined>;
  refresh(): Promise<void>;
  forget(account: AccountId): Promise<void>;
};

export function createKeysStore(session: Checking): KeysStore {
  const own = signal<OwnKeys | undefined>(undefined);
  const people = signal<readonly ConfirmedPerson[]>([]);
  const wrong = signal<PeopleCode | undefined>(undefined);
  async function refresh(): Promise<void> {
    const found = await checkOwnKeys(session);
    wrong.value = found.ok ? undefined : found.code;
    if (!found.ok) return;
    const confirmed: ConfirmedPerson[] = [];
    if (found.value.is === 'fits') {
      for (const pin of found.value.pins.people) confirmed.push({ pin, now: await colleagueOf(session, pin.account, pin.name) });
    }
    people.value = confirmed;
    own.value = found.value;
  }
  return {
    own,
    people,
    wrong,
    refresh,
    async forget(account) {
      const done = await forgetColleague(session, account);
      if (done.ok) await refresh();
      else wrong.value = done.code;
    },
  };
}
