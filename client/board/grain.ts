/** Textures of dry and wet materials: small tiles of noise in one colour, that lie on the board like paper does. The same noise for everybody. */

export type Grain = 'pencil' | 'chalk' | 'wash';

export const GRAIN_SIZE = 96;
const SIZE = GRAIN_SIZE;
/** Most colours of one drawing; the least lately used goes. */
const KEPT = 96;

/** A generator of our own, since everybody has to see the same grain: mulberry32. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random values on a ring of `cells` x `cells`, smoothly between them: it joins itself at its edges. */
function smooth(cells: number, seed: number): (x: number, y: number) => number {
  const next = noise(seed);
  const values = Float32Array.from({ length: cells * cells }, next);
  const at = (x: number, y: number): number => values[(y % cells) * cells + (x % cells)] ?? 0;
  const ease = (t: number): number => t * t * (3 - 2 * t);
  return (px, py) => {
    const [u, v] = [(px / SIZE) * cells, (py / SIZE) * cells];
    const [x, y] = [Math.floor(u), Math.floor(v)];
    const [s, t] = [ease(u - x), ease(v - y)];
    const top = at(x, y) * (1 - s) + at(x + 1, y) * s;
    const bottom = at(x, y + 1) * (1 - s) + at(x + 1, y + 1) * s;
    return top * (1 - t) + bottom * t;
  };
}

/** How much of the colour lies on each point of the paper, 0..1. */
const COVER: Readonly<Record<Grain, () => (x: number, y: number) => number>> = {
  pencil: () => {
    const [fine, coarse] = [noise(11), smooth(48, 12)];
    return (x, y) => (fine() * 0.5 + coarse(x, y) > 0.42 ? 0.9 : 0.35);
  },
  chalk: () => {
    const [fine, coarse] = [smooth(64, 21), smooth(24, 22)];
    return (x, y) => (fine(x, y) * 0.7 + coarse(x, y) * 0.5 > 0.52 ? 1 : 0.08);
  },
  wash: () => {
    const [wide, middle] = [smooth(5, 31), smooth(14, 32)];
    return (x, y) => 0.55 + 0.3 * wide(x, y) + 0.15 * middle(x, y);
  },
};

const covers = new Map<Grain, Uint8Array>();
/** How much of the colour lies on each point of the texture, 0 to 255, a row at a time. */
export function coverOf(grain: Grain): Uint8Array {
  const known = covers.get(grain);
  if (known) return known;
  const cover = COVER[grain]();
  const made = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => Math.round(255 * cover(i % SIZE, Math.floor(i / SIZE))));
  covers.set(grain, made);
  return made;
}

/** `patternOf` gives the texture of a material in a colour (0xRRGGBB), one board pixel a pixel. */
export function createGrains() {
  const patterns = new Map<string, CanvasPattern>();
  return {
    patternOf(grain: Grain, colour: number, ctx: CanvasRenderingContext2D): CanvasPattern | undefined {
      const key = `${grain}:${colour}`;
      const known = patterns.get(key);
      patterns.delete(key);
      const pattern = known ?? makePattern(grain, colour, ctx);
      if (pattern) patterns.set(key, pattern);
      for (const oldest of patterns.keys()) {
        if (patterns.size <= KEPT) break;
        patterns.delete(oldest);
      }
      return pattern;
    },
  };
}

function makePattern(grain: Grain, colour: number, ctx: CanvasRenderingContext2D): CanvasPattern | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const tile = canvas.getContext('2d');
  if (tile === null) return undefined;
  const image = tile.createImageData(SIZE, SIZE);
  for (const [i, alpha] of coverOf(grain).entries()) image.data.set([colour >> 16, (colour >> 8) & 255, colour & 255, alpha], i * 4);
  tile.putImageData(image, 0, 0);
  return ctx.createPattern(canvas, 'repeat') ?? undefined;
}
