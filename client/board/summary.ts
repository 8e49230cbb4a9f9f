/** The board in a sentence, for those who do not see it. Pure. */
import type { MemberId } from '#crdt/base/ids.ts';
import type { PlacedMark } from '#crdt/docs/board.ts';
import { isText } from '#crdt/docs/mark.ts';

/** Who is who, as the room's owner of the signed statements and of the authenticated devices knows. */
export type Who = {
  readonly you: MemberId;
  /** Whose device writes under that Yjs client id. What an entry says of its author is only a claim, and is not asked. */
  readonly memberOf: (client: number) => MemberId | undefined;
  readonly nameOf: (member: MemberId) => string | undefined;
};

/** What is written is read out, the newest first, no more than this. */
const READ_OUT = 5;
const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${many}`];

export function summarise(marks: readonly PlacedMark[], { you, memberOf, nameOf }: Who): string {
  const whoOf = ({ writer }: PlacedMark): string => {
    const member = memberOf(writer);
    return member === you ? 'you' : ((member && nameOf(member)) ?? 'somebody');
  };
  const texts = marks.filter(isText);
  const drawn = marks.filter((mark) => !isText(mark) && mark.tool !== 'rubber');
  const last = marks.at(-1);
  const what = [...counted(drawn.length, 'line', 'lines'), ...counted(texts.length, 'text', 'texts')].join(' and ');
  if (what === '' || last === undefined) return 'The board is empty.';
  const read = texts.slice(-READ_OUT).toReversed();
  return [
    `${what} on the board, the last by ${whoOf(last)}.`,
    ...read.map((text) => `By ${whoOf(text)}: ${text.text.replaceAll('\n', ' ')}`),
  ].join(' ');
}
