/** Clearing the board: of everybody's marks, or only one's own, or only the others'. It marks them, as erasing does, and is taken back in one step. */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Board, PlacedMark } from '#crdt/docs/board.ts';
import type { Undo } from '#crdt/docs/undo.ts';

export type Whose = 'all' | 'mine' | 'others';

export type ClearDeps = {
  readonly board: Board;
  readonly undo: Undo;
  readonly origin: object;
  readonly clock: Clock;
  readonly you: MemberId;
  /** Whose device writes under that Yjs client id: what an entry says of its author is only a claim. */
  readonly memberOf: (client: number) => MemberId | undefined;
};

export function clearBoard({ board, undo, origin, clock, you, memberOf }: ClearDeps, whose: Whose): void {
  // Without a rubber's stroke the ink of somebody else would come back that it took away.
  const isMeant = ({ writer, tool }: PlacedMark): boolean =>
    whose === 'all' || (tool !== 'rubber' && (memberOf(writer) === you) === (whose === 'mine'));
  const ids = board.marks().flatMap((mark) => (isMeant(mark) ? [mark.id] : []));
  if (ids.length === 0) return;
  undo.newStep();
  board.erase(ids, { author: you, at: clock.now() }, origin);
}
