import { useState } from 'preact/hooks';

/** A part of the program (`load`: its import) that is fetched when it is first asked for; nothing stands in its place until then (otherwise: Lazy). */
export function useFetched<Part extends object>(load: () => Promise<Part>) {
  const [part, setPart] = useState<Part | undefined>(undefined);
  /** Whether it is there. An import is made once, however often it is asked for; one that failed is tried again. */
  const fetch = (): Promise<boolean> =>
    load().then(
      (it) => {
        setPart(it);
        return true;
      },
      () => false,
    );
  return { part, fetch };
}
