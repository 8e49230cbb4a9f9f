/** Six empty frames, for a story in pictures. */
import { box } from './paths.ts';
import type { Template } from './template.ts';

export const frames: Template = {
  number: 14,
  name: 'Six frames',
  width: 960,
  height: 640,
  paths: [-310, 10].flatMap((y) => [-470, -150, 170].map((x) => box(x, y, 300, 300))),
};
