/** Writes as SVG path data (SVG 2, section 9.3) what our shapes trace onto a canvas path. Pure. */
import type { PathSink } from './stroke-path.ts';

export type SvgPath = PathSink & { readonly data: string };

/** To a hundredth of a board pixel. */
export const short = (value: number): string => {
  const rounded = Math.round((Number.isFinite(value) ? value : 0) * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
};

export function createSvgPath(): SvgPath {
  const parts: string[] = [];
  const add = (command: string, ...values: number[]): void => void parts.push(command + values.map(short).join(' '));
  return {
    get data() {
      return parts.join('');
    },
    moveTo: (x, y) => add('M', x, y),
    lineTo: (x, y) => add('L', x, y),
    quadraticCurveTo: (cx, cy, x, y) => add('Q', cx, cy, x, y),
    closePath: () => add('Z'),
    rect: (x, y, width, height) => {
      add('M', x, y);
      add('h', width);
      add('v', height);
      add('h', -width);
      add('Z');
    },
    // Our shapes know whole discs only, and stand at their rightmost point.
    arc: (_x, _y, radius) => {
      for (const way of [-2, 2]) add('a', radius, radius, 0, 1, 1, way * radius, 0);
      add('Z');
    },
  };
}
