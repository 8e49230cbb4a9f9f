/** An empty circle, for a mandala. */
import { circle as circleAt } from './paths.ts';
import type { Template } from './template.ts';

export const circle: Template = { number: 2, name: 'Circle', width: 600, height: 600, paths: [circleAt(0, 0, 290)] };
