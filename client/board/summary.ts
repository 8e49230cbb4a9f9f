/** The board in a sentence, for those who do not see it. Pure. */
import type { MemberId } from '#crdt/base/ids.ts';
import type { PlacedStroke } from '#crdt/docs/board.ts';

/** Who is who, as the room's owner of the signed statements and of the authenticated devices knows. */
export type Who = {
  readonly you: MemberId;
  /** Whose device writes under that Yjs client id. What an entry says of its author is only a claim, and is not asked. */
  readonly memberOf: (client: number) => MemberId | undefined;
  readonly nameOf: (member: MemberId) => string | undefined;
};

export function summarise(strokes: readonly PlacedStroke[], { you, memberOf, nameOf }: Who): string {
  const drawn = strokes.filter((stroke) => stroke.tool !== 'rubber');
  const last = strokes.at(-1);
  if (drawn.length === 0 || last === undefined) return 'The board is empty.';
  const count = drawn.length === 1 ? '1 line' : `${drawn.length} lines`;
  const writer = memberOf(last.writer);
  const who = writer === you ? 'you' : ((writer && nameOf(writer)) ?? 'somebody');
  return `${count} on the board, the last by ${who}.`;
}
