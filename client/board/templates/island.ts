/** A safe place: an island with quiet water around, to be furnished with whatever it needs. */
import { around, soft } from './paths.ts';
import type { Template } from './template.ts';

const SHORE = [1, 1.03, 0.98, 1.02, 0.97, 1.01, 1.04, 0.99, 1.02, 0.97, 1.01, 0.99];
const ring = (factor: number): string =>
  soft(
    SHORE.map((far, i) => {
      const [x, y] = around(0, 0, 100 * far, (i * 360) / SHORE.length);
      return [x * 3.4 * factor, y * 2 * factor];
    }),
    true,
  );
const wave = (x: number, y: number): string => soft([0, 20, 40, 60, 80].map((step, i) => [x - 40 + step, y + (i % 2 === 0 ? 4 : -4)]));

export const island: Template = {
  number: 11,
  name: 'Safe place: an island',
  width: 960,
  height: 600,
  paths: [
    ring(1),
    ring(1.1),
    ...(
      [
        [-400, -210],
        [-250, -265],
        [60, -270],
        [330, -235],
        [425, -110],
        [430, 150],
        [300, 250],
        [10, 275],
        [-290, 255],
        [-425, 120],
      ] as const
    ).map(([x, y]) => wave(x, y)),
  ],
};
