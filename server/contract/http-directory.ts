/** Routes of the key directory (crdt/keys/directory-layout.ts). What they answer is believed for its signatures and hashes alone. */
import { z } from 'zod';
import { email, none, publicKey, signature } from './account-shapes.ts';
import { LIMITS } from './limits.ts';
import { route } from './route-row.ts';
import { accountId, base64url, seq, time } from './shapes.ts';

/** How many links are told at once. */
export const LINKS_PAGE = 500;

const hash = base64url(32, 32);
const entry = z.object({
  seq,
  kind: z.enum(['made', 'reset', 'rotated', 'before']),
  signPublic: publicKey,
  boxPublic: publicKey,
  previous: hash,
  at: time,
  selfSignature: signature.optional(),
  oldSignature: signature.optional(),
});
export type DirectoryEntryView = z.infer<typeof entry>;
const checkpoint = z.object({ seq, hash, at: time, signature });

export const DIRECTORY_ROUTES = {
  /** One's own entries, the newest signed place, and the key it is signed with. */
  'GET /api/directory': route('account', none, z.object({ entries: z.array(entry), checkpoint, serverPublic: publicKey }), 60),
  /** What the chain shows of the entries after `seq`, at most LINKS_PAGE of them and up to `upTo`. */
  'POST /api/directory/links': route(
    'account',
    z.object({ after: seq, upTo: seq }),
    z.object({ links: z.array(z.object({ tag: hash, digest: hash })).max(LINKS_PAGE) }),
    120,
  ),
  /** The entries of one other account that the asker knows: a colleague, or somebody in a room that they see. */
  'POST /api/directory/of': route('account', z.object({ account: accountId }), z.object({ entries: z.array(entry) }), 60),
  /** The account of another therapist of this practice. */
  'POST /api/directory/find': route('therapist', z.object({ email }), z.object({ account: accountId }), 20),
  /** What this account confirmed, sealed; version 0 without `sealed`: nothing yet. */
  'GET /api/pins': route('account', none, z.object({ version: seq, sealed: base64url(1, LIMITS.sealedPinsBytes).optional() }), 60),
  /** Compare-and-swap: `version` is the one after the version that was read; otherwise `pins_changed`. */
  'POST /api/pins': route(
    'account',
    z.object({ version: z.int().min(1).max(Number.MAX_SAFE_INTEGER), sealed: base64url(1, LIMITS.sealedPinsBytes) }),
    none,
    60,
  ),
} as const;
