import { useEffect, useState } from 'preact/hooks';
import type { Watched } from '#client/room/types.ts';

/** The value of something watched; the component is drawn again when it changes. */
export function useWatched<Value>(watched: Watched<Value>): Value {
  const [, redraw] = useState(0);
  useEffect(() => watched.subscribe(() => redraw((count) => count + 1)), [watched]);
  return watched.value;
}
