/** A scribble to begin with: what may it become? */
import { soft } from './paths.ts';
import type { Template } from './template.ts';

export const scribble: Template = {
  number: 19,
  name: 'Scribble to begin with',
  width: 740,
  height: 540,
  paths: [
    soft([
      [-340, 120],
      [-280, -60],
      [-150, -210],
      [20, -200],
      [60, -70],
      [-60, 40],
      [-200, 20],
      [-180, -110],
      [-10, -120],
      [150, 10],
      [160, 170],
      [30, 250],
      [-120, 190],
      [-80, 60],
      [90, -20],
      [240, -150],
      [340, -130],
      [330, 10],
      [220, 60],
      [190, -60],
      [290, -240],
    ]),
  ],
};
