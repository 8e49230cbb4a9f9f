/** A watched value in a component: renders anew whenever it changes. */
import { useEffect, useState } from 'preact/hooks';
import type { Watched } from '#media/call/watched.ts';

export function useWatched<Value>(watched: Watched<Value>): Value {
  const [, again] = useState<Value>(watched.value);
  useEffect(() => {
    again(() => watched.value);
    return watched.subscribe((value) => again(() => value));
  }, [watched]);
  return watched.value;
}
