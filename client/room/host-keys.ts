/**
 * For an account in another's room: whether the host is who they were in the sessions before. Under the invite's MAC the host's keys are believed the first
 * time; a participant pins them then (pins.ts), and from there on other keys of that account, or of that name, let nobody go in before words were compared.
 */
import type { Clock } from '#crdt/base/clock.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { accountWords } from '#crdt/keys/account-words.ts';
import type { PublicKeys } from '#crdt/keys/directory.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { isCode } from '#client/net/http.ts';
import type { KeysFault } from './key-directory.ts';
import { createKnown } from './known.ts';
import type { PeopleCode } from './people.ts';
import type { Checking } from './pins.ts';

/** As their own statement in the room says; `account`: by the server's word, which the directory has to bear out. */
export type Host = PublicKeys & { readonly name: string; readonly account: AccountId };

/** Why this account does not go in. `name`: what it calls the host, where it knows the account; otherwise what they call themselves. */
export type HostStopped = { readonly name: string } & (
  | {
      /** Other keys than were known of that account, or another account than the one known by that name. */
      readonly is: 'changed' | 'namesake';
      /** What the host has to read out from their account page. */
      readonly words: readonly string[];
      /** They did, and the words are the same: these are their keys from now on. */
      confirm(): Promise<Result<undefined, PeopleCode>>;
    }
  /** Nothing of it can be believed, whatever words are read. */
  | { readonly is: 'refused'; readonly why: 'not-theirs' | KeysFault | ErrorCode }
);
export type Met =
  /** `first`: nothing was known of them, and now it is. */
  | { readonly is: 'met'; readonly how: 'first' | 'known' }
  | { readonly is: 'stopped'; readonly stopped: HostStopped }
  /** That they are known from now on could not be kept: whoever prevents it must not be able to come as another later. */
  | { readonly is: 'failed'; readonly code: ErrorCode };

export type Meeting = { meet(host: Host): Promise<Met>; close(): void };

type Options = {
  readonly session: Checking & { readonly account: { readonly roles: readonly string[] } };
  readonly clock: Clock;
};

export function createMeeting({ session, clock }: Options): Meeting {
  const known = createKnown({ session, clock, onChange: () => undefined });
  /** Of the staff only compared words make a pin: by it they hand rooms over (people.ts). */
  const pinsAtFirst = session.account.roles.includes('participant');
  let first = false;

  const refused = ({ name }: Host, why: 'not-theirs' | KeysFault | ErrorCode): Met => ({
    is: 'stopped',
    stopped: { name, is: 'refused', why },
  });
  const toConfirm = (host: Host, is: 'changed' | 'namesake', name = host.name): Met => ({
    is: 'stopped',
    stopped: { name, is, words: accountWords([host]), confirm: () => known.confirm(host) },
  });

  async function keep(host: Host): Promise<Met> {
    const kept = pinsAtFirst ? await known.confirm(host) : undefined;
    if (kept?.ok === false) {
      const { code } = kept;
      return isCode(code) ? { is: 'failed', code } : refused(host, code === 'not_confirmed' ? 'not-theirs' : code);
    }
    first = true;
    return { is: 'met', how: 'first' };
  }

  return {
    async meet(host) {
      const standing = await known.settled(host);
      switch (standing.is) {
        case 'confirmed':
          return { is: 'met', how: first ? 'first' : 'known' };
        case 'new':
          return standing.namesake ? toConfirm(host, 'namesake') : await keep(host);
        case 'changed':
          return toConfirm(host, 'changed', standing.name);
        case 'refused':
          return refused(host, standing.why);
        case 'fresh':
        case 'checking':
          return refused(host, 'not-theirs');
      }
    },
    close: () => known.close(),
  };
}
