/**
 * Whether the keys of somebody are those that were pinned before: of whoever waits, for the host; of the host, for an account in another's room (host-keys.ts).
 * Only keys that an account has can be known again: they are held against this account's pins (pins.ts), and against the practice's directory of keys, which says under the keys' own signature whose they are.
 */
import { equal, hex } from '#crdt/base/bytes.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountWords } from '#crdt/keys/account-words.ts';
import { fingerprint, sameKeys, type PublicKeys } from '#crdt/keys/directory.ts';
import { pin, PIN_NAME_BYTES, type Pins } from '#crdt/keys/pins.ts';
import { ERRORS, type ErrorCode } from '#server/contract/errors.ts';
import { keysOf, type KeysFault } from './key-directory.ts';
import type { PeopleCode } from './people.ts';
import { changePins, loadPins, type Checking } from './pins.ts';

export type KeysStanding =
  /** Without an account: made for this invite alone. `namesake`: somebody of that name was confirmed with an account. */
  | { readonly is: 'fresh'; readonly namesake: boolean }
  | { readonly is: 'checking' }
  /** Pinned before; when, ms since the Unix epoch. */
  | { readonly is: 'confirmed'; readonly at: number }
  /** An account's; nobody compared words yet. `namesake`: somebody of that name was confirmed with another account. */
  | { readonly is: 'new'; readonly namesake: boolean }
  /** Not those that were confirmed of that account, called `name` then. Nobody is let in with them before their words were compared. */
  | { readonly is: 'changed'; readonly words: readonly string[]; readonly name: string }
  /** They are not the account's by the directory, or what was confirmed cannot be believed. Nobody is let in with them. */
  | { readonly is: 'refused'; readonly why: KeysFault | 'not-theirs' | ErrorCode };

/** Somebody as their claim shows them. */
export type Claimant = PublicKeys & { readonly name: string; readonly account?: AccountId | undefined };

export type Known = {
  /** What is known of them by now; what is not is looked up, and told by `onChange`. */
  standingOf(claimant: Claimant): KeysStanding;
  /** The same, once it is known. */
  settled(claimant: Claimant): Promise<KeysStanding>;
  /** Whether these keys are pinned, asked anew; undefined where that cannot be asked now. */
  pinned(keys: PublicKeys): Promise<boolean | undefined>;
  /** Their words were compared and are the same. `not_confirmed`: the directory does not list these keys for that account, so nothing is pinned. */
  confirm(claimant: Claimant & { readonly account: AccountId }): Promise<Result<undefined, PeopleCode>>;
  close(): void;
};

const AGAIN_MS = 2000;
const FRESH: KeysStanding = { is: 'fresh', namesake: false };

type Options = { readonly session: Checking; readonly clock: Clock; onChange(): void };

export function createKnown({ session, clock, onChange }: Options): Known {
  const found = new Map<string, KeysStanding>();
  const looking = new Map<string, Promise<KeysStanding>>();
  const waits = new Set<() => void>();
  let closed = false;
  const keyOf = ({ account, name, ...keys }: Claimant): string => `${account ?? ''}/${hex(fingerprint(keys))}/${name}`;

  /** Undefined where the server has to be asked again. */
  async function ask(claimant: Claimant): Promise<KeysStanding | undefined> {
    const { account } = claimant;
    const loaded = await loadPins(session);
    if (!loaded.ok) return isPassing(loaded.code) ? undefined : unsure(claimant, loaded.code);
    if (!loaded.value.ok) return unsure(claimant, loaded.value.code);
    const { pins } = loaded.value.value;
    const at = pinnedAt(pins, claimant);
    if (at !== undefined) return { is: 'confirmed', at };
    const namesake = pins.people.some((one) => one.account !== account && alike(one.name, claimant.name));
    if (account === undefined) return { is: 'fresh', namesake };
    const listed = await keysOf(session, account);
    if (!listed.ok) return isPassing(listed.code) ? undefined : { is: 'refused', why: listed.code };
    if (!listed.value.ok) return { is: 'refused', why: listed.value.code };
    if (!sameKeys(listed.value.value, claimant)) return { is: 'refused', why: 'not-theirs' };
    const pinned = pins.people.find((one) => one.account === account);
    return pinned === undefined
      ? { is: 'new', namesake }
      : { is: 'changed', words: accountWords([{ ...claimant, account }]), name: pinned.name };
  }

  async function look(claimant: Claimant): Promise<KeysStanding> {
    for (;;) {
      const standing = await ask(claimant);
      if (standing !== undefined || closed) return standing ?? { is: 'refused', why: 'not_ready' };
      await new Promise<void>((resolve) => {
        const cancel = clock.after(AGAIN_MS, done);
        function done(): void {
          waits.delete(done);
          cancel();
          resolve();
        }
        waits.add(done);
      });
    }
  }

  function settled(claimant: Claimant): Promise<KeysStanding> {
    const key = keyOf(claimant);
    const known = found.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const asked =
      looking.get(key) ??
      look(claimant).then((standing) => {
        found.set(key, standing);
        looking.delete(key);
        if (!closed) onChange();
        return standing;
      });
    looking.set(key, asked);
    return asked;
  }

  return {
    settled,
    standingOf(claimant) {
      const known = found.get(keyOf(claimant));
      if (known !== undefined) return known;
      void settled(claimant);
      return claimant.account === undefined ? FRESH : { is: 'checking' };
    },
    async pinned(keys) {
      const loaded = await loadPins(session);
      return loaded.ok && loaded.value.ok ? pinnedAt(loaded.value.value.pins, keys) !== undefined : undefined;
    },
    async confirm({ account, name, ...keys }) {
      const listed = await keysOf(session, account);
      if (!listed.ok) return listed;
      if (!listed.value.ok) return listed.value;
      if (!sameKeys(listed.value.value, keys)) return fail('not_confirmed');
      const changed = await changePins(session, (pins) => pin(pins, { account, name: fitting(name), keys, at: clock.now() }));
      if (!changed.ok) return changed;
      if (!changed.value.ok) return changed.value;
      found.clear();
      if (!closed) onChange();
      return ok(undefined);
    },
    close() {
      closed = true;
      for (const done of [...waits]) done();
    },
  };
}

const isPassing = (code: ErrorCode): boolean => ERRORS[code].retry === 'later';
/** Without an account there is nothing that could have changed; with one nobody is let in on what cannot be believed. */
const unsure = ({ account }: Claimant, why: KeysFault | ErrorCode): KeysStanding =>
  account === undefined ? FRESH : { is: 'refused', why };

const pinnedAt = ({ people }: Pins, keys: PublicKeys): number | undefined =>
  people.find((one) => equal(one.fingerprint, fingerprint(keys)))?.at;

const alike = (one: string, other: string): boolean => folded(one) === folded(other);
const folded = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** Of a very long name as much as a pin holds. */
function fitting(name: string): string {
  const encoder = new TextEncoder();
  let short = name;
  while (encoder.encode(short).length > PIN_NAME_BYTES) short = Array.from(short).slice(0, -1).join('');
  return short;
}
