/** How thoughts, feelings and what one does hang together. */
import { around, line, oval, type XY } from './paths.ts';
import type { Template } from './template.ts';

const CORNERS: readonly XY[] = [
  [0, -200],
  [300, 190],
  [-300, 190],
];
const [ACROSS, DOWN] = [150, 96];

/** From one corner to the next, with a head at both ends. */
function arrow(from: XY, to: XY): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const long = Math.hypot(dx, dy);
  // As far from the middle of an oval as its edge, and a little more.
  const gap = 1 / Math.hypot(dx / long / ACROSS, dy / long / DOWN) + 14;
  const at = (far: number): XY => [from[0] + (dx * far) / long, from[1] + (dy * far) / long];
  const angle = (Math.atan2(dx, -dy) * 180) / Math.PI;
  const head = (tip: XY, back: number): string => line(around(...tip, 18, back - 28), tip, around(...tip, 18, back + 28));
  const [start, end] = [at(gap), at(long - gap)];
  return line(start, end) + head(start, angle) + head(end, angle + 180);
}

export const triangle: Template = {
  number: 17,
  name: 'Thoughts, feelings, actions',
  width: 940,
  height: 600,
  paths: [
    ...CORNERS.map(([x, y]) => oval(x, y, ACROSS, DOWN)),
    ...CORNERS.map((corner, i) => arrow(corner, CORNERS[(i + 1) % CORNERS.length] ?? corner)),
  ],
  words: ['Thoughts', 'Feelings', 'Actions'].map((text, i) => {
    const [x, y] = CORNERS[i] ?? [0, 0];
    return { text, x, y: y - DOWN + 38, size: 34 };
  }),
};
