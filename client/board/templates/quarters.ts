/** A page in four parts. */
import { box, line } from './paths.ts';
import type { Template } from './template.ts';

export const quarters: Template = {
  number: 15,
  name: 'Page in four',
  width: 900,
  height: 640,
  paths: [box(-440, -310, 880, 620), line([0, -310], [0, 310]), line([-440, 0], [440, 0])],
};
