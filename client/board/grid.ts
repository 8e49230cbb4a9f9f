/**
 * A uniform grid of squares: what lies near a place, without asking every stroke. Pure.
 * What covers very many squares stands in a list of its own, so that one huge stroke cannot fill the memory.
 */
import { overlap, type Bounds } from './camera.ts';

type Boxed = { readonly bounds: Bounds };

export type Grid<Item> = {
  add(item: Item): void;
  remove(item: Item): void;
  /** Everything whose bounds overlap these, each once, in no order. */
  near(bounds: Bounds): Item[];
  clear(): void;
};

const SQUARE = 256;
const MAX_SQUARES = 400;
const at = (value: number): number => Math.floor(value / SQUARE);
const key = (x: number, y: number): number => (x + 32_768) * 65_536 + (y + 32_768);

function squares(bounds: Bounds): number[] | undefined {
  const [left, top, right, bottom] = [at(bounds.left), at(bounds.top), at(bounds.right), at(bounds.bottom)];
  if ((right - left + 1) * (bottom - top + 1) > MAX_SQUARES) return undefined;
  const keys: number[] = [];
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) keys.push(key(x, y));
  return keys;
}

export function createGrid<Item extends Boxed>(): Grid<Item> {
  const cells = new Map<number, Set<Item>>();
  const wide = new Set<Item>();
  const all = new Set<Item>();
  return {
    add: (item) => {
      all.add(item);
      const keys = squares(item.bounds);
      if (keys === undefined) wide.add(item);
      for (const square of keys ?? []) {
        const cell = cells.get(square) ?? new Set();
        cells.set(square, cell.add(item));
      }
    },
    remove: (item) => {
      all.delete(item);
      wide.delete(item);
      for (const square of squares(item.bounds) ?? []) {
        const cell = cells.get(square);
        if (cell?.delete(item) && cell.size === 0) cells.delete(square);
      }
    },
    near: (bounds) => {
      const keys = squares(bounds);
      if (keys === undefined) return [...all].filter((item) => overlap(item.bounds, bounds));
      const found = new Set(wide);
      for (const square of keys) for (const item of cells.get(square) ?? []) found.add(item);
      return [...found].filter((item) => overlap(item.bounds, bounds));
    },
    clear: () => {
      cells.clear();
      wide.clear();
      all.clear();
    },
  };
}
