/** Whether something lies beneath the drawing. What it is, and how it looks, is fetched once something does: most boards have nothing there. */
import { templatesOf } from '#crdt/docs/board.ts';
import type { Sheet, SheetDeps } from './templates/sheet.ts';

export type Underlay = {
  /** Undefined until it has come. */
  readonly sheet: Sheet | undefined;
  /** Fails where it cannot be fetched. */
  readonly fetch: () => Promise<Sheet>;
  /** The same, or undefined where nothing was ever laid: a picture without what lies beneath it would be another one. */
  readonly ready: () => Promise<Sheet | undefined>;
  readonly close: () => void;
};

/** How soon what could not be fetched is asked for again. */
const AGAIN_MS = 4000;

export function createUnderlay(deps: SheetDeps): Underlay {
  const entries = templatesOf(deps.doc);
  let sheet: Sheet | undefined;
  let stop: (() => void) | undefined;
  let isClosed = false;
  const fetch = async (): Promise<Sheet> => {
    const { createSheet } = await import('./templates/sheet.ts');
    if (isClosed) throw new Error('the board was closed');
    sheet ??= createSheet(deps);
    sheet.read();
    return sheet;
  };
  const look = (): void => {
    stop?.();
    if (sheet) sheet.read();
    else if (entries.size > 0 && !isClosed) fetch().catch(() => (stop = deps.clock.after(AGAIN_MS, look)));
  };
  entries.observe(look);
  look();
  return {
    get sheet() {
      return sheet;
    },
    fetch,
    ready: async () => (entries.size > 0 ? fetch() : undefined),
    close: () => {
      isClosed = true;
      entries.unobserve(look);
      stop?.();
      sheet?.close();
    },
  };
}
