/**
 * "Leave now": somebody came into the room where the person sits. The page is empty before anything else happens; then keys,
 * camera, microphone, connection and all that rests in this browser go, and the history entry is replaced. What the browser's own
 * history keeps of earlier addresses is not ours to remove, and the lobby says so.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { createThreeShifts } from './three-shifts.ts';

/** Our own page without a name; the server may lead on from there (LEAVE_NOW_URL). */
const BLANK = '/blank';
const NEUTRAL_TITLE = 'Blank page';
/** Longer nobody waits for the disk and the server: what is then left, the blank page's own headers remove. */
const PATIENCE_MS = 1500;
const CHANNEL = 'holdspace-leave-now';

export type Leaving = {
  /** Whether there is something to leave: a lobby, a waiting room, a room. */
  readonly offered: ReadonlySignal<boolean>;
  /** Offers it, on screen and by Shift three times, until the returned undoing is called. */
  offer(): () => void;
  /** What is to be done at once when somebody leaves, without waiting for anything. Returns its undoing. */
  before(work: () => void): () => void;
  leave(): void;
};

type Options = {
  readonly page: Window;
  /** Takes the screens apart; what they close only after the next paint has to be said to `before` as well. */
  takeApart(): void;
  /** Empties what this browser keeps at rest of us. */
  forgetAll(): Promise<void>;
  /** Ends the sign-ins at the server; false where it cannot be reached. */
  endSignIns(): Promise<boolean>;
};

export function createLeaving({ page, takeApart, forgetAll, endSignIns }: Options): Leaving {
  const offers = signal(0);
  const offered = signal(false);
  const works = new Set<() => void>();
  const shifts = createThreeShifts(() => performance.now());
  // All tabs of this practice in this browser hold the same keys: they leave together.
  const others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
  let left = false;

  function leave(): void {
    if (left) return;
    left = true;
    blank(page.document);
    // A page with something unsaved would ask first, and show itself again.
    page.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), { capture: true });
    for (const work of [...works, takeApart, () => forgetTab(page), () => others?.postMessage('leave')]) quietly(work);
    void goAway();
  }

  async function goAway(): Promise<void> {
    const patience = new Promise<false>((resolve) => page.setTimeout(() => resolve(false), PATIENCE_MS));
    const [reached] = await Promise.all([Promise.race([endSignIns().catch(() => false), patience]), Promise.race([forgetAll(), patience])]);
    // Without the network our own page would be an error page with our address on it.
    page.location.replace(reached ? BLANK : 'about:blank');
  }

  const offering = (change: 1 | -1): void => {
    offers.value += change;
    offered.value = offers.value > 0;
  };
  page.addEventListener('keydown', (event) => shifts.down(event), { capture: true });
  page.addEventListener(
    'keyup',
    (event) => {
      if (shifts.up(event) && offered.value) leave();
    },
    { capture: true },
  );
  page.addEventListener('pointerdown', () => shifts.interrupt(), { capture: true });
  others?.addEventListener('message', () => leave());

  return {
    offered,
    offer() {
      offering(1);
      let open = true;
      return () => {
        if (open) offering(-1);
        open = false;
      };
    },
    before(work) {
      works.add(work);
      return () => void works.delete(work);
    },
    leave,
  };
}

/** Nothing on screen, in the tab's title or in the address bar; in this turn of the event loop, before anything that may take time. */
function blank(page: Document): void {
  page.body.replaceChildren();
  page.title = NEUTRAL_TITLE;
}

function forgetTab(page: Window): void {
  page.history.replaceState(null, '', BLANK);
  page.sessionStorage.clear();
  page.localStorage.clear();
}

/** One thing that fails keeps none of the others from being done; the page is about to go. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // There is nobody left to tell.
  }
}
