/** Things with an order and an id, kept sorted by (order, id), cheap when the new ones go on top. */
type Ordered = { readonly id: string; readonly order: number };

/** Negative when `a` is painted before `b`. Ties of order are broken by id, so that all copies paint alike. */
export const comparePaint = (a: Ordered, b: Ordered): number => a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export type PaintOrder<Item> = {
  list(): readonly Item[];
  get(id: string): Item | undefined;
  /** Takes out `removed`, then puts in `added`. */
  change(added: readonly Item[], removed: readonly string[]): void;
};

export function createPaintOrder<Item extends Ordered>(): PaintOrder<Item> {
  const byId = new Map<string, Item>();
  let sorted: Item[] = [];
  const insert = (item: Item): void => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sorted[middle];
      if (other && comparePaint(other, item) < 0) low = middle + 1;
      else high = middle;
    }
    sorted.splice(low, 0, item);
  };
  return {
    list: () => sorted,
    get: (id) => byId.get(id),
    change: (added, removed) => {
      if (removed.length > 0) {
        const gone = new Set(removed.map((id) => byId.get(id)));
        sorted = sorted.filter((item) => !gone.has(item));
        for (const id of removed) byId.delete(id);
      }
      for (const item of added) byId.set(item.id, item);
      if (added.length > 64) sorted = [...sorted, ...added].sort(comparePaint);
      else for (const item of added) insert(item);
    },
  };
}
