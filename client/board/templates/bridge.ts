/** A bridge from one side to another, over water. */
import { line, soft } from './paths.ts';
import type { Template } from './template.ts';

const POSTS = [-240, -160, -80, 0, 80, 160, 240];
/** How high the way over the bridge lies there. */
const wayAt = (x: number): number => Math.round(-70 + (x / 300) ** 2 * 60);

export const bridge: Template = {
  number: 10,
  name: 'Bridge',
  width: 1000,
  height: 520,
  paths: [
    soft([
      [-490, -10],
      [-400, -16],
      [-300, -10],
      [-276, 60],
      [-290, 140],
      [-270, 240],
    ]),
    soft([
      [490, -10],
      [400, -16],
      [300, -10],
      [276, 60],
      [290, 140],
      [270, 240],
    ]),
    soft([-300, -150, 0, 150, 300].map((x) => [x, wayAt(x)])),
    soft([
      [-280, 70],
      [-200, 10],
      [-100, -26],
      [0, -38],
      [100, -26],
      [200, 10],
      [280, 70],
    ]),
    soft([-300, -150, 0, 150, 300].map((x) => [x, wayAt(x) - 62])),
    ...POSTS.map((x) => line([x, wayAt(x)], [x, wayAt(x) - 62])),
    line([-300, wayAt(300)], [-300, wayAt(300) - 62]),
    line([300, wayAt(300)], [300, wayAt(300) - 62]),
    ...[150, 190, 230].map((y, i) =>
      soft([-220, -165, -110, -55, 0, 55, 110, 165, 220].map((x, j) => [x + i * 12 - 12, y + (j % 2 === 0 ? 5 : -5)])),
    ),
  ],
};
