/** How strong a feeling is, from nothing at all to as strong as can be. */
import { circle, line } from './paths.ts';
import type { Template } from './template.ts';

const STEPS = Array.from({ length: 11 }, (_, step) => step);
const heightOf = (step: number): number => 170 - step * 44;

export const thermometer: Template = {
  number: 12,
  name: 'Thermometer',
  width: 420,
  height: 640,
  paths: [
    'M-28 186V-282A28 28 0 0 1 28 -282V186A62 62 0 1 1 -28 186Z',
    circle(0, 241, 44),
    line([-10, 200], [-10, -270]),
    line([10, 200], [10, -270]),
    ...STEPS.map((step) => line([28, heightOf(step)], [step % 5 === 0 ? 66 : 50, heightOf(step)])),
  ],
  words: STEPS.map((step) => ({ text: String(step), x: 92, y: heightOf(step), size: 22 })),
};
