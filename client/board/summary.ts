/** The board in a sentence, for those who do not see it. Pure. */
import type { MemberId } from '#crdt/base/ids.ts';
import type { PlacedStroke } from '#crdt/docs/board.ts';

export function summarise(strokes: readonly PlacedStroke[], nameOf: (member: MemberId) => string | undefined, you: MemberId): string {
  const drawn = strokes.filter((stroke) => stroke.tool === 'pen');
  const last = strokes.at(-1);
  if (drawn.length === 0 || last === undefined) return 'The board is empty.';
  const count = drawn.length === 1 ? '1 line' : `${drawn.length} lines`;
  const who = last.author === you ? 'you' : (nameOf(last.author) ?? 'somebody');
  return `${count} on the board, the last by ${who}.`;
}
