/**
 * Where a mark lies besides where it was drawn: how far its anchor was brought, how much larger it is, how far it is turned about that anchor.
 * All of it in whole steps that only ever add up, so that every copy comes to the same whatever the order, and what is taken away again leaves nothing.
 */
import { BOARD_REACH } from './points.ts';

/** Board pixels. */
export type Spot = { readonly x: number; readonly y: number };
/** `x`, `y`: board pixels, in eighths. `growth`: 4096ths of a doubling. `turn`: 65,536ths of a full turn, clockwise. */
export type Place = Spot & { readonly growth: number; readonly turn: number };
/** How marks are changed together: about a point they grow by a factor and turn by an angle (radians, clockwise), then move by x and y. */
export type Change = Spot & { readonly about?: Spot; readonly scale?: number; readonly angle?: number };
/** As canvas and SVG write it: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const DOUBLING = 4096;
export const FULL_TURN = 65_536;
/** Nothing becomes more than so many times larger than it was drawn, or smaller: it could hide everything, or be found by nobody. */
export const MOST_SCALE = 16;
const MOST_GROWTH = Math.log2(MOST_SCALE) * DOUBLING;
/** From the smallest to the largest in one go. */
export const FARTHEST_GROWTH = 2 * MOST_GROWTH;

export const HOME: Place = { x: 0, y: 0, growth: 0, turn: 0 };
export const added = (a: Place, b: Place): Place => ({ x: a.x + b.x, y: a.y + b.y, growth: a.growth + b.growth, turn: a.turn + b.turn });
export const takenAway = (a: Place, b: Place): Place => ({
  x: a.x - b.x,
  y: a.y - b.y,
  growth: a.growth - b.growth,
  turn: a.turn - b.turn,
});
/** Neither larger, smaller nor turned: it is at most elsewhere. */
export const isUpright = ({ growth, turn }: Pick<Place, 'growth' | 'turn'>): boolean => growth === 0 && turn % FULL_TURN === 0;

const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value));
/** Powers, sines and cosines may differ in their last bits from one browser to another; the pixels may not. */
const steady = (value: number): number => Math.round(value * 2 ** 26) / 2 ** 26;
const finite = (value: number, what: string): number => {
  if (!Number.isFinite(value)) throw new RangeError(`${what} is no number`);
  return value;
};

/** In steps. Throws RangeError for what is no factor: zero, less, no number. */
export function growthOf(scale: number): number {
  if (!(scale > 0)) throw new RangeError('a factor is more than zero');
  return within(Math.round(finite(Math.log2(scale), 'the factor') * DOUBLING), FARTHEST_GROWTH) + 0;
}
/** In steps, half a turn either way at most. */
export function turnOf(angle: number): number {
  const turn = Math.round((finite(angle, 'the angle') / (2 * Math.PI)) * FULL_TURN) % FULL_TURN;
  return (turn > FULL_TURN / 2 ? turn - FULL_TURN : turn < -FULL_TURN / 2 ? turn + FULL_TURN : turn) + 0;
}
export const scaleOf = (growth: number): number => steady(2 ** (within(growth, MOST_GROWTH) / DOUBLING));
/** 0 to a full turn, radians. */
export const angleOf = (turn: number): number => ((((turn % FULL_TURN) + FULL_TURN) % FULL_TURN) / FULL_TURN) * 2 * Math.PI;

/** The same change in whole steps: what is shown while it is made is what will be kept. */
export const inSteps = (change: Change): Change => ({
  ...change,
  scale: steady(2 ** (growthOf(change.scale ?? 1) / DOUBLING)),
  angle: angleOf(turnOf(change.angle ?? 0)),
});

/** What a change does to the points of the board. */
export function matrixOf({ x, y, about = { x: 0, y: 0 }, scale = 1, angle = 0 }: Change): Matrix {
  const [a, b] = [scale * steady(Math.cos(angle)), scale * steady(Math.sin(angle))];
  return [a, b, -b, a, about.x - a * about.x + b * about.y + x, about.y - b * about.x - a * about.y + y];
}
export const through = ([a, b, c, d, e, f]: Matrix, { x, y }: Spot): Spot => ({ x: a * x + c * y + e, y: b * x + d * y + f });

/** Where an anchor is brought, however far: never off the board. */
export const anchorAt = (anchor: Spot, { x, y }: Spot): Spot => ({
  x: within(anchor.x + x, BOARD_REACH),
  y: within(anchor.y + y, BOARD_REACH),
});
