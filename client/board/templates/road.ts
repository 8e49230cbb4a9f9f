/** A winding road, for a way that was gone or lies ahead. */
import { line, sides, type XY } from './paths.ts';
import type { Template } from './template.ts';

const WAY: readonly XY[] = [
  [-355, 250],
  [-235, 262],
  [-105, 240],
  [-45, 170],
  [-85, 95],
  [-165, 30],
  [-155, -50],
  [-55, -90],
  [75, -70],
  [175, -10],
  [275, 20],
  [355, -30],
  [355, -120],
  [305, -190],
  [335, -262],
];

export const road: Template = {
  number: 7,
  name: 'Road',
  width: 800,
  height: 620,
  paths: [
    ...sides(WAY, 64),
    ...WAY.slice(1).map(([x, y], i) => {
      const [fromX, fromY] = WAY[i] ?? [x, y];
      return line([fromX + (x - fromX) * 0.3, fromY + (y - fromY) * 0.3], [fromX + (x - fromX) * 0.7, fromY + (y - fromY) * 0.7]);
    }),
  ],
};
