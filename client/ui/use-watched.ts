/** A watched value in a component: renders anew whenever it changes. */
import { useEffect, useState } from 'preact/hooks';
import type { Watched } from '#client/room/types.ts';

export function useWatched<Value>(watched: Watched<Value>): Value {
  const [, again] = useState<Value>(watched.value);
  useEffect(() => {
    // It may have changed between rendering and now.
    again(() => watched.value);
    return watched.subscribe((value) => again(() => value));
  }, [watched]);
  return watched.value;
}
