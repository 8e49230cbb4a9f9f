/** A house with windows and a door that are still empty. */
import { box, line, oval, polygon } from './paths.ts';
import type { Template } from './template.ts';

export const house: Template = {
  number: 4,
  name: 'House',
  width: 760,
  height: 600,
  paths: [
    box(-210, -60, 420, 300),
    polygon([-250, -60], [0, -270], [250, -60]),
    line([110, -178], [110, -260], [160, -260], [160, -136]),
    box(-45, 90, 90, 150),
    oval(28, 168, 4, 4),
    box(-165, -10, 90, 80),
    line([-120, -10], [-120, 70]),
    line([-165, 30], [-75, 30]),
    box(75, -10, 90, 80),
    line([120, -10], [120, 70]),
    line([75, 30], [165, 30]),
    oval(0, -140, 34, 34),
    line([-360, 240], [-210, 240]),
    line([210, 240], [360, 240]),
    line([-30, 240], [-70, 290]),
    line([30, 240], [70, 290]),
  ],
};
