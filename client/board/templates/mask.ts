/** A mask with nothing in its face: what is shown, and what is behind it. */
import { both, even, oval } from './paths.ts';
import type { Template } from './template.ts';

export const mask: Template = {
  number: 9,
  name: 'Mask',
  width: 560,
  height: 640,
  paths: [
    even(0, [
      [0, -290],
      [90, -282],
      [170, -246],
      [216, -180],
      [226, -90],
      [214, 10],
      [190, 110],
      [150, 200],
      [92, 268],
      [0, 300],
    ]),
    oval(-92, -60, 52, 26),
    oval(92, -60, 52, 26),
    ...both(0, [
      [22, -20],
      [26, 40],
      [34, 74],
      [14, 88],
      [0, 84],
    ]),
    even(0, [
      [0, 150],
      [50, 152],
      [76, 166],
      [46, 182],
      [0, 186],
    ]),
    ...both(0, [
      [225, -104],
      [248, -116],
      [270, -110],
    ]),
  ],
};
