import { useEffect, useState } from 'preact/hooks';

/** How soon a part that is needed is asked for again. */
const AGAIN_MS = 4000;

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

/** A part that is needed as soon as it can be had: fetched at once, and again until it is there. */
export function useNeeded<Part extends object>(load: () => Promise<Part>): Part | undefined {
  const { part, fetch } = useFetched(load);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWanted = true;
    const ask = async (): Promise<void> => {
      if (!(await fetch()) && isWanted) timer = setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [load]);
  return part;
}
