/** What entries of a map say together of the marks that they name: how often each was wiped out, where each was brought. */
import type * as Y from 'yjs';

export type Standing<Sum> = {
  of(id: string): Sum | undefined;
  /** Reads these entries anew; returns the ids of the marks they name or named. */
  read(keys: Iterable<string>): Set<string>;
};

/** What one entry says of each mark that it names; a mark that it names twice counts as it was named first. */
export type Said<Sum> = readonly { readonly id: string; readonly sum: Sum }[];

/** `say` reads one entry; `add` adds one saying to the sum of the others, `take` takes it away again. */
export function createStanding<Sum>(
  map: Y.Map<unknown>,
  say: (entry: unknown) => Said<Sum> | undefined,
  add: (sum: Sum | undefined, said: Sum) => Sum,
  take: (sum: Sum | undefined, said: Sum) => Sum | undefined,
): Standing<Sum> {
  const known = new Map<string, ReadonlyMap<string, Sum>>();
  const sums = new Map<string, Sum>();
  const set = (id: string, sum: Sum | undefined): void => void (sum === undefined ? sums.delete(id) : sums.set(id, sum));
  return {
    of: (id) => sums.get(id),
    read: (keys) => {
      const touched = new Set<string>();
      for (const key of keys) {
        for (const [id, sum] of known.get(key) ?? []) {
          set(id, take(sums.get(id), sum));
          touched.add(id);
        }
        known.delete(key);
        const said = say(map.get(key));
        if (said === undefined) continue;
        const each = new Map(said.toReversed().map(({ id, sum }) => [id, sum]));
        known.set(key, each);
        for (const [id, sum] of each) {
          set(id, add(sums.get(id), sum));
          touched.add(id);
        }
      }
      return touched;
    },
  };
}
