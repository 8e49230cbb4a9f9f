import { signal, type ReadonlySignal } from '@preact/signals';

/** From this width on the side panel stands beside the board; below it, one part of the room is on screen at a time. */
export const WIDE = '(min-width: 1000px)';

/** Whether a media query matches now, as a signal. */
export function createMedia(page: Window, query: string): { readonly matches: ReadonlySignal<boolean>; close(): void } {
  const list = page.matchMedia(query);
  const matches = signal(list.matches);
  const changed = (): void => void (matches.value = list.matches);
  list.addEventListener('change', changed);
  return { matches, close: () => list.removeEventListener('change', changed) };
}
