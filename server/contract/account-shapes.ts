/** Shapes that rows of HTTP routes share: what an account is, and what OPAQUE sends. */
import { z } from 'zod';
import { accountId, base64url } from './shapes.ts';
import { ACCOUNT_ROLES, STAFF_ROLES } from './roles.ts';

export const none = z.object({});
export const email = z.email().max(254);
export const role = z.enum(ACCOUNT_ROLES);
/** What an admin may make of somebody. */
export const staffRole = z.enum(STAFF_ROLES);
/** OPAQUE messages are base64url as @serenity-kit/opaque makes them. */
export const opaque = base64url(16, 2048);
export const publicKey = base64url(32, 32);
export const signature = base64url(64, 64);
/** Names something under way at the server: unguessable, short-lived, single use. */
export const attempt = base64url(16, 64);

export const accountView = z.object({
  account: accountId,
  email,
  roles: z.array(role),
  signPublic: publicKey,
  boxPublic: publicKey,
  /** This sign-in may enrol a second factor and nothing else until it has one (roles.ts, NEED_FACTOR). */
  factorNeeded: z.boolean(),
});
export type AccountView = z.infer<typeof accountView>;
/** What unlocking needs: the keyring wrapped under OPAQUE's export key (crdt/keys/wrap-keyring.ts). */
export const signedIn = accountView.extend({ wrappedKeyring: base64url(1, 4096) });
