/** A line through a life, or a week: what was, what is, what may come. */
import { circle, line } from './paths.ts';
import type { Template } from './template.ts';

const MARKS = [-4, -3, -2, -1, 1, 2, 3, 4];

export const timeline: Template = {
  number: 8,
  name: 'Timeline',
  width: 1000,
  height: 400,
  paths: [
    line([-480, 0], [480, 0]),
    line([456, -16], [480, 0], [456, 16]),
    circle(0, 0, 14),
    ...MARKS.map((mark) => line([mark * 105, -12], [mark * 105, 12])),
  ],
  words: [
    { text: 'Before', x: -420, y: 64, size: 34 },
    { text: 'Now', x: 0, y: 64, size: 34 },
    { text: 'Later', x: 420, y: 64, size: 34 },
  ],
};
