/** Routes of changing a password, of recovery kits, of recovering with one, and of resets that an admin starts. */
import { z } from 'zod';
import { attempt, email, none, opaque, publicKey, role, signature } from './account-shapes.ts';
import { route } from './route-row.ts';
import { accountId, base64url, time } from './shapes.ts';

const wrappedKeyring = base64url(1, 4096);
const challenge = base64url(32, 32);
const token = base64url(32, 32);

export const RECOVERY_ROUTES = {
  /** Two of OPAQUE's exchanges at once: a login with the old password, and the registration of the new one. */
  'POST /api/password/start': route(
    'proven',
    z.object({ login: opaque, registration: opaque }),
    z.object({ attempt, login: opaque, registration: opaque }),
    10,
  ),
  /**
   * Replaces record and wrapping together. `endOthers`: all other sign-ins of the account end. `move`: the same password under the server's newest
   * OPAQUE set-up, and nothing else; `changed_meanwhile` where it is under it already. `short`: it has fewer than 15 characters, which needs a second factor beside it.
   */
  'POST /api/password/finish': route(
    'proven',
    z.object({
      attempt,
      finish: opaque,
      record: opaque,
      wrappedKeyring,
      endOthers: z.boolean(),
      move: z.boolean().optional(),
      short: z.boolean().optional(),
    }),
    none,
    10,
  ),
  /** Whether the account has a kit; one that was never checked was never sent. */
  'GET /api/recovery-kit': route('enrolling', none, z.object({ madeAt: time.optional() }), 60),
  /** A new kit, in the place of the one before (crdt/keys/recovery-kit.ts). */
  'POST /api/recovery-kit': route('proven', z.object({ proofPublic: publicKey, wrappedKeyring }), z.object({ madeAt: time }), 10),
  /** The password is lost, the kit is there. The account's id is made of the address, for addresses without an account too. */
  'POST /api/recovery/start': route('public', z.object({ email }), z.object({ account: accountId, attempt, challenge }), 10),
  /** `signature` by the kit over account, challenge and `request`, which is OPAQUE's for the new password. */
  'POST /api/recovery/open': route(
    'public',
    z.object({ attempt, signature, request: opaque }),
    z.object({ attempt, challenge, response: opaque, wrappedKeyring, signPublic: publicKey, boxPublic: publicKey }),
    10,
  ),
  /** `signature` by the kit over account, challenge, record and wrapping. Signs nobody in: that comes next, second factor and all. */
  'POST /api/recovery/finish': route('public', z.object({ attempt, signature, record: opaque, wrappedKeyring }), none, 10),
  /** An admin starts a reset for somebody who has lost password and kit; the answer goes into the link they pass on. */
  'POST /api/account-resets': route(
    'admin-proven',
    z.object({ account: accountId, withFactors: z.boolean() }),
    z.object({ token, expiresAt: time }),
    10,
  ),
  /** What a reset's link makes of the account; whoever asks holds its token. */
  'POST /api/account-resets/look': route('public', z.object({ token }), z.object({ roles: z.array(role), withFactors: z.boolean() }), 20),
  'POST /api/account-resets/start': route(
    'public',
    z.object({ token, email, request: opaque }),
    /** `previous`: the account's last place in the key directory, which the new keys sign. */
    z.object({ response: opaque, account: accountId, previous: base64url(32, 32) }),
    10,
  ),
  /** New password, new keys. Signs nobody in. */
  'POST /api/account-resets/finish': route(
    'public',
    z.object({
      token,
      email,
      account: accountId,
      record: opaque,
      signPublic: publicKey,
      boxPublic: publicKey,
      /** `previous`, as it was told, and the entry of the kind 'reset' signed by the new key (crdt/keys/directory-layout.ts). */
      previous: base64url(32, 32),
      keySignature: signature,
      wrappedKeyring,
    }),
    none,
    10,
  ),
} as const;
