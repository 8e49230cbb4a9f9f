/** A body from the front and from behind, neither man nor woman, and without a face: what it feels is for whoever draws. */
import { both, even, line, type XY } from './paths.ts';
import type { Template } from './template.ts';

const HALF: readonly XY[] = [
  [0, -300],
  [27, -290],
  [38, -258],
  [30, -222],
  [17, -204],
  [17, -190],
  [44, -178],
  [72, -166],
  [85, -138],
  [91, -90],
  [99, -40],
  [106, 4],
  [110, 30],
  [104, 58],
  [93, 58],
  [86, 30],
  [80, -4],
  [70, -50],
  [61, -98],
  [57, -60],
  [54, -20],
  [62, 20],
  [64, 60],
  [58, 120],
  [52, 168],
  [50, 220],
  [44, 262],
  [58, 286],
  [52, 298],
  [26, 296],
  [22, 270],
  [22, 220],
  [16, 168],
  [12, 110],
  [0, 52],
];
const [FRONT, BACK] = [-150, 150];

export const body: Template = {
  number: 1,
  name: 'Body, front and back',
  width: 560,
  height: 660,
  paths: [
    even(FRONT, HALF),
    even(BACK, HALF),
    line([BACK, -170], [BACK, 10]),
    ...both(BACK, [
      [22, -150],
      [34, -130],
      [26, -108],
    ]),
  ],
  words: [
    { text: 'Front', x: FRONT, y: 316, size: 26 },
    { text: 'Back', x: BACK, y: 316, size: 26 },
  ],
};
