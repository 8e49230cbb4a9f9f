import { signal, type ReadonlySignal } from '@preact/signals';
import { pathOf, routeOf, type Route } from './route.ts';

export type Router = {
  readonly route: ReadonlySignal<Route>;
  /** `instead`: of the page that is shown, in the browser's history too. `fragment`: for whoever takes it there; never in the address. */
  go(route: Exclude<Route, { at: 'nowhere' }>, how?: { readonly instead?: boolean; readonly fragment?: string | undefined }): void;
  /**
   * What stood behind the # when the page was opened, once: the second call gives undefined. It is gone from the
   * address bar and from this history entry before anything else of the page runs.
   */
  takeFragment(): string | undefined;
  /** How often a link with a fragment was followed to this page while it was open already. */
  readonly arrivals: ReadonlySignal<number>;
  close(): void;
};

/** Keeps the screen and the address bar together. Takes the fragment out of the address at once: it may be a secret. */
export function createRouter(page: Window): Router {
  let fragment: string | undefined = strip(page);
  const route = signal(routeOf(page.location.pathname));
  const arrivals = signal(0);
  const moved = (): void => {
    const arrived = strip(page);
    if (arrived !== undefined) {
      fragment = arrived;
      arrivals.value++;
    }
    route.value = routeOf(page.location.pathname);
  };
  // Opening a link again in the same tab changes only the fragment: the browser loads nothing and says this alone.
  page.addEventListener('popstate', moved);
  return {
    route,
    arrivals,
    go(next, { instead = false, fragment: handed } = {}) {
      if (handed !== undefined) fragment = handed;
      if (instead) page.history.replaceState(null, '', pathOf(next));
      else page.history.pushState(null, '', pathOf(next));
      route.value = next;
      page.scrollTo(0, 0);
    },
    takeFragment() {
      const taken = fragment;
      fragment = undefined;
      return taken;
    },
    close: () => page.removeEventListener('popstate', moved),
  };
}

/** Removes the fragment from the address bar; gives what it was, without the #. */
function strip(page: Window): string | undefined {
  const fragment = page.location.hash.slice(1);
  if (page.location.hash !== '' || page.location.href.endsWith('#')) {
    page.history.replaceState(null, '', page.location.pathname + page.location.search);
  }
  return fragment === '' ? undefined : fragment;
}
