/** Colleagues of the practice whose keys are confirmed by comparing words, once; a later change of their keys blocks until that is done again. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountWords } from '#crdt/keys/account-words.ts';
import { sameKeys } from '#crdt/keys/directory.ts';
import { pin, unpin } from '#crdt/keys/pins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { keysOf, type KeysFault, type Read, type TheirKeys } from './key-directory.ts';
import { changePins, type Checking } from './pins.ts';

export type Colleague = {
  readonly account: AccountId;
  /** As the confirmer typed their address. */
  readonly name: string;
  readonly keys: TheirKeys;
  /** What both see alike when nobody put other keys between them. */
  readonly words: readonly string[];
};
/** A code of the server's, or what is wrong with the keys it shows. `not_confirmed`: their words were not compared, or their keys changed since. */
export type PeopleCode = ErrorCode | KeysFault | 'not_confirmed';

const flat = <Value>(read: Read<Value>): Result<Value, ErrorCode | KeysFault> => (read.ok ? read.value : read);

/** A therapist of the practice by the address of their account, with the words to compare. */
export async function findColleague(session: Checking, email: string): Promise<Result<Colleague, PeopleCode>> {
  const found = await session.http.call('POST /api/directory/find', { body: { email } });
  return found.ok ? colleagueOf(session, found.value.account, email) : found;
}

export async function colleagueOf(session: Checking, account: AccountId, name: string): Promise<Result<Colleague, PeopleCode>> {
  const keys = flat(await keysOf(session, account));
  if (!keys.ok) return keys;
  const { signPublic, boxPublic } = session.keyring;
  const words = accountWords([
    { account: session.account.account, signPublic, boxPublic },
    { account, ...keys.value },
  ]);
  return ok({ account, name, keys: keys.value, words });
}

/** The words were compared and are the same: those very keys are confirmed from now on, on every device of this account. */
export async function confirmColleague(
  session: Checking,
  { account, name, keys }: Colleague,
  now: number,
): Promise<Result<undefined, PeopleCode>> {
  const changed = flat(await changePins(session, (pins) => pin(pins, { account, name, keys, at: now })));
  return changed.ok ? ok(undefined) : changed;
}

export async function forgetColleague(session: Checking, account: AccountId): Promise<Result<undefined, PeopleCode>> {
  const changed = flat(await changePins(session, (pins) => unpin(pins, account)));
  return changed.ok ? ok(undefined) : changed;
}

/** The keys of somebody to whom something may be sealed: checked anew, confirmed, and still those that were seen. */
export async function confirmedKeys(session: Checking, seen: Colleague): Promise<Result<TheirKeys, PeopleCode>> {
  const keys = flat(await keysOf(session, seen.account));
  if (!keys.ok) return keys;
  return keys.value.standing === 'confirmed' && sameKeys(keys.value, seen.keys) ? keys : fail('not_confirmed');
}
