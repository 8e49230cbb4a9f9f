/** All templates, in the order in which they are offered. */
import { body } from './body.ts';
import { bridge } from './bridge.ts';
import { circle } from './circle.ts';
import { closeness } from './closeness.ts';
import { feelings } from './feelings.ts';
import { frames } from './frames.ts';
import { house } from './house.ts';
import { island } from './island.ts';
import { mandala } from './mandala.ts';
import { mask } from './mask.ts';
import { quarters } from './quarters.ts';
import { road } from './road.ts';
import { scribble } from './scribble.ts';
import type { Template } from './template.ts';
import { thermometer } from './thermometer.ts';
import { timeline } from './timeline.ts';
import { tolerance } from './tolerance.ts';
import { tree } from './tree.ts';
import { triangle } from './triangle.ts';
import { volcano } from './volcano.ts';
import { weather } from './weather.ts';

export const TEMPLATES: readonly Template[] = [
  ...[body, circle, mandala, tree, house, mask, island, bridge, road, timeline],
  ...[feelings, weather, thermometer, volcano, tolerance, triangle, closeness, scribble, frames, quarters],
];
