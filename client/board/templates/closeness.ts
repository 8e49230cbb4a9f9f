/** Who and what is close: oneself in the middle, the others as near or far as they are. */
import { circle } from './paths.ts';
import type { Template } from './template.ts';

export const closeness: Template = {
  number: 20,
  name: 'Circles around me',
  width: 640,
  height: 640,
  paths: [60, 145, 230, 312].map((radius) => circle(0, 0, radius)),
  words: [{ text: 'Me', x: 0, y: 0, size: 26 }],
};
