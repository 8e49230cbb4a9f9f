/** A wheel of feelings: eight, each with two finer ones. The words are plain ones of our own choice. */
import { around, circle, line } from './paths.ts';
import type { Template, Word } from './template.ts';

const FEELINGS = [
  ['Happy', 'Cheerful', 'Proud'],
  ['Calm', 'Safe', 'Content'],
  ['Loved', 'Close', 'Grateful'],
  ['Surprised', 'Amazed', 'Confused'],
  ['Afraid', 'Worried', 'Panicky'],
  ['Sad', 'Lonely', 'Hurt'],
  ['Ashamed', 'Guilty', 'Shy'],
  ['Angry', 'Annoyed', 'Furious'],
] as const;
const [HUB, INNER, OUTER] = [70, 185, 300];
const EACH = 360 / FEELINGS.length;

/** Along the spoke, and never upside down. */
function word(text: string, radius: number, degrees: number, size: number): Word {
  const [x, y] = around(0, 0, radius, degrees).map(Math.round);
  return { text, x: x ?? 0, y: y ?? 0, size, turn: degrees < 180 ? degrees - 90 : degrees + 90 };
}

export const feelings: Template = {
  number: 6,
  name: 'Feelings wheel',
  width: 610,
  height: 610,
  paths: [
    ...[HUB, INNER, OUTER].map((radius) => circle(0, 0, radius)),
    ...FEELINGS.flatMap((_, i) => [
      line(around(0, 0, HUB, i * EACH), around(0, 0, OUTER, i * EACH)),
      line(around(0, 0, INNER, (i + 0.5) * EACH), around(0, 0, OUTER, (i + 0.5) * EACH)),
    ]),
  ],
  words: FEELINGS.flatMap(([feeling, one, other], i) => [
    word(feeling, (HUB + INNER) / 2, (i + 0.5) * EACH, 21),
    word(one, (INNER + OUTER) / 2, (i + 0.25) * EACH, 19),
    word(other, (INNER + OUTER) / 2, (i + 0.75) * EACH, 19),
  ]),
};
