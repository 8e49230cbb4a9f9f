/** What entries of a map say together of the marks that they name: how often each was wiped out, how far each was moved. */
import type * as Y from 'yjs';

export type Standing<Sum> = {
  of(id: string): Sum | undefined;
  /** Reads these entries anew; returns the ids of the marks they name or named. */
  read(keys: Iterable<string>): Set<string>;
};

type Said<Sum> = { readonly ids: readonly string[]; readonly sum: Sum };

/** `say` reads one entry; `add` adds one saying to the sum of the others, `take` takes it away again. Each entry counts once for a mark, however often it names it. */
export function createStanding<Sum>(
  map: Y.Map<unknown>,
  say: (entry: unknown) => Said<Sum> | undefined,
  add: (sum: Sum | undefined, said: Sum) => Sum,
  take: (sum: Sum | undefined, said: Sum) => Sum | undefined,
): Standing<Sum> {
  const known = new Map<string, Said<Sum>>();
  const sums = new Map<string, Sum>();
  const set = (id: string, sum: Sum | undefined): void => void (sum === undefined ? sums.delete(id) : sums.set(id, sum));
  return {
    of: (id) => sums.get(id),
    read: (keys) => {
      const touched = new Set<string>();
      for (const key of keys) {
        const before = known.get(key);
        known.delete(key);
        for (const id of before?.ids ?? []) {
          if (before) set(id, take(sums.get(id), before.sum));
          touched.add(id);
        }
        const said = say(map.get(key));
        if (said === undefined) continue;
        const ids = [...new Set(said.ids)];
        known.set(key, { ids, sum: said.sum });
        for (const id of ids) {
          set(id, add(sums.get(id), said.sum));
          touched.add(id);
        }
      }
      return touched;
    },
  };
}
