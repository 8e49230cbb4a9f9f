/** Who opened what was made in a room, for those whose it is. By ids: the browsers know the names. */
import { z } from 'zod';
import { none } from './account-shapes.ts';
import { pageOf, pageQuery } from './query.ts';
import { route } from './route-row.ts';
import { accountId, memberId, time } from './shapes.ts';

const access = z.object({
  at: time,
  /** A member of the room; or, of nobody who is one any more, the account. */
  member: memberId.optional(),
  account: accountId.optional(),
  /** `enter`: came into the room; `drawing`, `chat`: had it sent; `check-in`: read the answers at the start; `accesses`: looked at this list. */
  what: z.enum(['enter', 'drawing', 'chat', 'check-in', 'accesses']),
});
export type AccessView = z.infer<typeof access>;

export const ACCESS_ROUTES = {
  /** Newest first; looking is an entry of it. For the room's therapist, and for whoever has a standing grant of it. */
  'GET /api/rooms/:room/accesses': route('account', none, pageOf('accesses', access), 60, { query: pageQuery({}) }),
} as const;
