/**
 * The moment in which a room's epoch turns: updates are held, what was taken before becomes durable, and then the host says where both logs
 * ended and what comes next. If nothing comes, the log goes on after a moment as if nothing had been.
 */
import type { Clock } from '#crdt/base/clock.ts';
import { DOC_NAMES } from '#crdt/base/docs.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { EpochStatement } from '#crdt/keys/epoch-layout.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { Connection, RoomEvent, RoomState } from '#server/contract/room-state.ts';
import type { Ends } from './access.ts';

export type Turning = {
  /** Begins for that connection; resolves with the ends once nothing waits for its commit. */
  begin(by: Connection): Promise<Result<Ends, 'too_fast' | 'not_ready' | 'room_ended'>>;
  /** Where both logs ended, if it began for that connection and is not over; from then on it lasts until `turned` or `over`. */
  take(by: Connection): Ends | undefined;
  /** The epoch is another now. */
  turned(statement: EpochStatement): void;
  /** Nothing came of it, or its connection is gone before the host's word was taken. What was held goes on. */
  over(by?: Connection): void;
  /** Something became durable. */
  committed(): void;
};

type Now = { readonly by: Connection; readonly cancel: () => void; settle(ends: Ends | undefined): void; ends?: Ends; taken: boolean };

export function createTurning(state: RoomState, clock: Clock, happen: (event: RoomEvent) => void): Turning {
  let now: Now | undefined;

  const isDurable = (): boolean => DOC_NAMES.every((doc) => state.docs[doc].pending.length === 0);
  const end = (event: RoomEvent): void => {
    const was = now;
    now = undefined;
    was?.cancel();
    was?.settle(undefined);
    happen(event);
  };
  const over = (by?: Connection): void => {
    // Once the word was taken it is being kept, whether its host is still there or not: whatever went on now might stand behind the end it names.
    if (now === undefined || (by !== undefined && (now.by !== by || now.taken))) return;
    end({ is: 'turn-over' });
  };
  const committed = (): void => {
    if (now === undefined || now.ends !== undefined || !isDurable()) return;
    now.ends = { drawing: state.docs.drawing.durable, chat: state.docs.chat.durable };
    now.settle(now.ends);
  };

  return {
    begin: (by) => {
      if (now !== undefined) return Promise.resolve(fail('too_fast'));
      if (state.status === 'ended') return Promise.resolve(fail('room_ended'));
      return new Promise((resolve) => {
        const settle = (ends: Ends | undefined): void => resolve(ends === undefined ? fail('not_ready') : ok(ends));
        now = { by, settle, taken: false, cancel: clock.after(LIMITS.turningMs, over) };
        happen({ is: 'turning' });
        committed();
      });
    },
    take: (by) => {
      if (now?.by !== by || now.ends === undefined || now.taken) return undefined;
      now.cancel();
      now.taken = true;
      return now.ends;
    },
    turned: ({ epoch, members }) => {
      const rights = new Map(members.map((member) => [member.member, member.rights]));
      end({ is: 'turned', epoch, rights });
    },
    over,
    committed,
  };
}
