/** What templates are put together from: SVG path data of plain figures. */

export type XY = readonly [x: number, y: number];

const short = (value: number): number => Math.round(value * 10) / 10;
const at = (...[x, y]: XY): string => `${short(x)} ${short(y)}`;

export const line = (...points: readonly XY[]): string => `M${points.map((point) => at(...point)).join('L')}`;
export const polygon = (...points: readonly XY[]): string => `${line(...points)}Z`;
export const box = (x: number, y: number, width: number, height: number): string =>
  polygon([x, y], [x + width, y], [x + width, y + height], [x, y + height]);
export const oval = (x: number, y: number, across: number, down: number): string =>
  `M${at(x - across, y)}a${at(across, down)} 0 1 0 ${at(2 * across, 0)}a${at(across, down)} 0 1 0 ${at(-2 * across, 0)}Z`;
export const circle = (x: number, y: number, radius: number): string => oval(x, y, radius, radius);

/** That far from a place, at an angle in degrees from the top, clockwise. */
export const around = (x: number, y: number, radius: number, degrees: number): XY => {
  const angle = ((degrees - 90) * Math.PI) / 180;
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
};

/** A soft line through all these points (Catmull and Rom's). */
export function soft(points: readonly XY[], closed = false): string {
  const count = points.length;
  const point = (i: number): XY => points[closed ? (i + count) % count : Math.max(0, Math.min(count - 1, i))] ?? [0, 0];
  let data = `M${at(...point(0))}`;
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [[ax, ay], [bx, by], [cx, cy], [dx, dy]] = [point(i - 1), point(i), point(i + 1), point(i + 2)];
    data += `C${at(bx + (cx - ax) / 6, by + (cy - ay) / 6)} ${at(cx - (dx - bx) / 6, cy - (dy - by) / 6)} ${at(cx, cy)}`;
  }
  return closed ? `${data}Z` : data;
}

/** A soft outline that is the same left and right: its right half, from the top to the bottom, about that middle. */
export const even = (middle: number, half: readonly XY[]): string =>
  soft(
    [
      ...half.map(([x, y]): XY => [middle + x, y]),
      ...half
        .filter(([x]) => x > 0)
        .toReversed()
        .map(([x, y]): XY => [middle - x, y]),
    ],
    true,
  );
/** The same line on the right and on the left of that middle. */
export const both = (middle: number, half: readonly XY[]): readonly string[] =>
  [1, -1].map((side) => soft(half.map(([x, y]): XY => [middle + side * x, y])));

/** A petal about the middle of the board, from one distance to another, that wide at its controls. */
export function petal(from: number, to: number, wide: number, degrees: number): string {
  const [near, far] = [around(0, 0, from, degrees), around(0, 0, to, degrees)];
  const side = (sign: number): string => {
    const [x, y] = around(0, 0, (from + to) / 2, degrees);
    const [dx, dy] = around(0, 0, sign * wide, degrees + 90);
    return at(x + dx, y + dy);
  };
  return `M${at(...near)}Q${side(1)} ${at(...far)}Q${side(-1)} ${at(...near)}Z`;
}

/** The two sides of a way along these points, that wide. */
export function sides(points: readonly XY[], wide: number): readonly string[] {
  const moved = (sign: number): readonly XY[] =>
    points.map(([x, y], i) => {
      const [[ax, ay], [bx, by]] = [points[i - 1] ?? [x, y], points[i + 1] ?? [x, y]];
      const long = Math.hypot(bx - ax, by - ay) || 1;
      return [x - (sign * wide * (by - ay)) / long / 2, y + (sign * wide * (bx - ax)) / long / 2];
    });
  return [soft(moved(1)), soft(moved(-1))];
}
