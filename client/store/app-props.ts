import type { Clock } from '#crdt/base/clock.ts';
import type { Router } from './router.ts';

/** What each of the two apps of the page is given. */
export type AppProps = { readonly router: Router; readonly clock: Clock };
