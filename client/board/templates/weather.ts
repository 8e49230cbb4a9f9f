/** The weather of feelings: six kinds, each with room beside it. */
import { around, box, circle, line, soft, type XY } from './paths.ts';
import type { Template } from './template.ts';

const cloud = (x: number, y: number): string =>
  soft(
    (
      [
        [-70, 30],
        [-84, 4],
        [-62, -16],
        [-44, -38],
        [-8, -48],
        [26, -36],
        [44, -18],
        [76, -10],
        [84, 14],
        [66, 32],
        [0, 34],
      ] as const
    ).map(([dx, dy]): XY => [x + dx, y + dy]),
    true,
  );
const sun = (x: number, y: number, radius: number): readonly string[] => [
  circle(x, y, radius),
  ...Array.from({ length: 8 }, (_, i) => line(around(x, y, radius + 10, i * 45), around(x, y, radius + 26, i * 45))),
];
const drops = (x: number, y: number): readonly string[] => [-44, -6, 32].map((dx) => line([x + dx, y + 50], [x + dx - 14, y + 80]));
const [LEFT, MIDDLE, RIGHT] = [-310, 0, 310];
const [UPPER, LOWER] = [-205, 105];

export const weather: Template = {
  number: 18,
  name: 'Weather of feelings',
  width: 960,
  height: 640,
  paths: [
    ...[-310, 10].flatMap((y) => [-470, -150, 170].map((x) => box(x, y, 300, 300))),
    ...sun(LEFT, UPPER, 38),
    ...sun(MIDDLE + 62, UPPER - 22, 24).slice(0, 4),
    cloud(MIDDLE - 14, UPPER + 10),
    cloud(RIGHT, UPPER - 14),
    ...drops(RIGHT, UPPER - 14),
    cloud(LEFT, LOWER - 14),
    line([LEFT + 6, LOWER + 24], [LEFT - 18, LOWER + 58], [LEFT + 8, LOWER + 58], [LEFT - 14, LOWER + 92]),
    ...[-26, 4, 34].map((dy, i) =>
      soft([-80, -40, 0, 40, 80].map((dx, j) => [MIDDLE + dx + i * 10 - 10, LOWER + dy + (j % 2 === 0 ? 7 : -7)])),
    ),
    ...[90, 70, 50].map((radius) => `M${RIGHT - radius} ${LOWER + 50}A${radius} ${radius} 0 0 1 ${RIGHT + radius} ${LOWER + 50}`),
  ],
};
