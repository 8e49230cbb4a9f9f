/** A mandala to fill in: eight petals between eight others, in a ring. */
import { around, circle, petal } from './paths.ts';
import type { Template } from './template.ts';

const PETALS = 8;
const turns = Array.from({ length: PETALS }, (_, i) => (i * 360) / PETALS);

export const mandala: Template = {
  number: 3,
  name: 'Mandala',
  width: 600,
  height: 600,
  paths: [
    circle(0, 0, 290),
    circle(0, 0, 262),
    circle(0, 0, 30),
    ...turns.map((degrees) => petal(30, 160, 44, degrees)),
    ...turns.map((degrees) => petal(104, 262, 46, degrees + 180 / PETALS)),
    ...turns.map((degrees) => circle(...around(0, 0, 205, degrees), 16)),
  ],
};
