/** Routes of accounts that leave, and come back, and of resets that are under way. */
import { z } from 'zod';
import { email, none } from './account-shapes.ts';
import { route } from './route-row.ts';
import { accountId, time } from './shapes.ts';

const whose = z.object({ account: accountId });

export const LEAVING_ROUTES = {
  /** Its sign-ins, its grants and its open rooms end at once. `own_account`, `last_admin`: not these. */
  'POST /api/accounts/deactivate': route('admin-proven', whose, none, 20),
  /** It may sign in again, and reads its own rooms again. */
  'POST /api/accounts/reactivate': route('admin-proven', whose, none, 20),
  /** Links that an admin made and nobody has used yet; never the links. */
  'GET /api/account-resets': route(
    'admin',
    none,
    z.object({
      resets: z.array(z.object({ account: accountId, startedBy: email, withFactors: z.boolean(), createdAt: time, expiresAt: time })),
    }),
    60,
  ),
  /** The link of that account opens nothing any more. */
  'POST /api/account-resets/revoke': route('admin', whose, none, 20),
} as const;
