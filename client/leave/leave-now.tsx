import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import { Icon } from '#client/ui/icons.tsx';
import type { Leaving } from './leaving.ts';
import './leave.css';

/** Undefined in pages that stand alone, such as a test's. */
export const LeavingContext = createContext<Leaving | undefined>(undefined);

/** The button; where it is on screen, Shift three times does the same. */
export function LeaveNow() {
  const leaving = useContext(LeavingContext);
  useEffect(() => leaving?.offer(), [leaving]);
  if (leaving === undefined) return null;
  return (
    <button type="button" class="button leave-now" title="Leave now (or press Shift three times)" onClick={() => leaving.leave()}>
      <Icon name="close" />
      Leave now
    </button>
  );
}

/** The button alone at the top of a page, where it stays when the page is scrolled. */
export function LeaveBar() {
  return (
    <header class="leave-bar">
      <LeaveNow />
    </header>
  );
}

/** In a modal dialog everything behind it is out of reach: there it stands once more. */
export function LeaveInDialog() {
  const leaving = useContext(LeavingContext);
  return leaving?.offered.value === true ? <LeaveNow /> : null;
}

/** The one sentence that explains it. */
export function LeaveWords() {
  return (
    <p class="soft leave-words">
      <strong>Leave now</strong>, or Shift pressed three times, empties this page at once and removes it from this browser; only the
      browser’s own list of visited pages stays.
    </p>
  );
}
