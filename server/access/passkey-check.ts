/** Whether a passkey's answer is right: for its challenge, from its account, with its counter going forwards. */
import { uuidBytes, type AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Tx } from '#db/connect.ts';
import { lockPasskey, passkeysOf, setPasskeyUsed, type PasskeyRow } from '#db/passkeys.ts';
import type { Assertion, AssertionOptions } from '#server/contract/http-factors.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import type { AccessDeps } from './deps.ts';
import type { Webauthn } from './webauthn.ts';

export type PasskeyCheck = ReturnType<typeof createPasskeyCheck>;

/** How browsers are told of a passkey. */
export const descriptorOf = ({ id, transports }: PasskeyRow) => ({ id: toBase64(id), transports });

/** The user handle that passkeys keep: the account's id, which names nobody. */
export const userHandleOf = (account: AccountId): string => toBase64(uuidBytes(account));

export function createPasskeyCheck({ clock, webauthn }: Pick<AccessDeps, 'clock'> & { readonly webauthn: Webauthn }) {
  return {
    /** What a browser needs to ask one of the account's passkeys. */
    async options(tx: Tx, account: AccountId, challenge: string): Promise<AssertionOptions> {
      return { challenge, rpId: webauthn.rpId, allow: (await passkeysOf(tx, account)).map(descriptorOf) };
    },

    /** `account` undefined: whoever's it is; then the passkey has to name its account (WebAuthn section 7.2, step 6). */
    async check(
      tx: Tx,
      account: AccountId | undefined,
      assertion: Assertion,
      challenge: string | undefined,
    ): Promise<Result<PasskeyRow, 'wrong_factor' | 'passkey_cloned'>> {
      const row = await lockPasskey(tx, fromBase64(assertion.id));
      if (row === undefined || challenge === undefined) return fail('wrong_factor');
      if (account === undefined ? assertion.userHandle === undefined : row.account !== account) return fail('wrong_factor');
      if (assertion.userHandle !== undefined && assertion.userHandle !== userHandleOf(row.account)) return fail('wrong_factor');
      const count = await webauthn.checkAssertion(assertion, challenge, row);
      if (!count.ok) return count;
      await setPasskeyUsed(tx, row.id, count.value, new Date(clock.now()));
      return ok(row);
    },
  };
}
