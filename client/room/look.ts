/** A guest's first question to the server: what the invite wants. Without libsodium: it comes before the form. */
import { base64url } from '#crdt/base/bytes.ts';
import { fail, type Result } from '#crdt/base/result.ts';
import { linkProof } from '#crdt/keys/invite-keys.ts';
import { parseInviteLink } from '#crdt/keys/invite-link.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { createHttp, type Http } from '#client/net/http.ts';

export type InviteWants = RouteReply<'POST /api/invites/:invite/look'>;

export async function lookAtInvite({
  link,
  http,
}: {
  readonly link: string;
  readonly http?: Http | undefined;
}): Promise<Result<InviteWants, ErrorCode>> {
  const parsed = parseInviteLink(link);
  if (!parsed.ok) return fail('invite_unknown');
  const { origin, invite, secret } = parsed.value;
  const proof = base64url(linkProof(secret, invite));
  secret.wipe();
  return await (http ?? createHttp({ origin })).call('POST /api/invites/:invite/look', { params: { invite }, body: { proof } });
}
