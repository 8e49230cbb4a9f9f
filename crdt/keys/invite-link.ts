/** The link that a therapist hands to a guest: `ORIGIN/join/INVITE#SECRET`. The fragment never reaches a server. */
import { base64url, fromBase64url } from '../base/bytes.ts';
import { isUuid, type InviteId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';

export const INVITE_SECRET_BYTES = 32;
const LINK = /^(https?:\/\/[^/?#\s]+)\/join\/([0-9a-f-]{36})#([A-Za-z0-9_-]{43})$/;
/** Longer than any host name allows. */
const LINK_LIMIT = 512;

export type InviteLink = { readonly origin: string; readonly invite: InviteId; readonly secret: Secret };

/** The whole link, the secret included: show it, copy it, never log it. */
export const inviteLink = (origin: string, invite: InviteId, secret: Secret): string =>
  `${origin}/join/${invite}#${base64url(secret.reveal())}`;

/** Reads a link as somebody may have pasted it; `malformed` when it is incomplete or no invite. */
export function parseInviteLink(text: string): Result<InviteLink, 'malformed'> {
  const [, origin, invite, fragment] = (text.length <= LINK_LIMIT ? LINK.exec(text.trim()) : null) ?? [];
  if (origin === undefined || invite === undefined || fragment === undefined || !isUuid(invite)) return fail('malformed');
  const secret = fromBase64url(fragment);
  return secret?.length === INVITE_SECRET_BYTES
    ? ok({ origin, invite: invite as InviteId, secret: new Secret(secret) })
    : fail('malformed');
}
