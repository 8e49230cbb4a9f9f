/** The rows by which a room's epoch turns: who is in it changes, or what somebody may. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { bytes, epoch, memberId } from './shapes.ts';
import { row } from './row.ts';
import { epochView, grantView, headView } from './views.ts';

const none = z.object({});
/** `waiting`: back before the door, to be let in again by a later turn. `removed`: for good. */
const leaving = z.object({ member: memberId, to: z.enum(['waiting', 'removed']) });
export type Leaving = z.infer<typeof leaving>;

export const TURN_UP = {
  /**
   * The host is about to turn the epoch: from here on, for a moment (LIMITS.turningMs), updates are held, and what was taken before is durable
   * when this is answered, with the ends of both logs. The statement has to name exactly them.
   */
  'room/turning': row('room:host', none, z.object({ epoch, drawing: headView, chat: headView }), 2),
  /**
   * The next epoch: the statement, a grant for each member it lists, and what becomes of each who is in the room now and not listed. All or
   * nothing. Updates and presence under the epoch before are refused from then on (wrong_epoch).
   */
  'room/turn': row(
    'room:host',
    epochView.extend({
      grants: z.array(z.object({ reader: memberId, sealed: bytes(80, 80), signature: bytes(64, 64) })).max(LIMITS.membersPerRoom),
      leaving: z.array(leaving).max(LIMITS.membersPerRoom),
    }),
    none,
    2,
  ),
} as const;

export const TURN_DOWN = {
  /** Behind everything of the epoch before. The grant is the receiver's own. */
  'room/turned': epochView.extend({ grant: grantView }),
  /** To the host: these hold the current epoch's key and are out. What others write is held until it has turned. */
  'room/turn-due': z.object({ out: z.array(memberId) }),
  /** The therapist has sent you back to the waiting room; the connection ends, and a new one waits. */
  'room/back': none,
  /** The therapist has ended your access. */
  'room/removed': none,
} as const;
