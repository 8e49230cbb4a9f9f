/** The page's start: takes the fragment out of the address first, then loads only what this address needs. */
import { render, type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { systemClock } from '#client/room/system-clock.ts';
import type { AppProps } from '#client/store/app-props.ts';
import { LeavingContext } from '#client/leave/leave-now.tsx';
import { createLeaving } from '#client/leave/leaving.ts';
import { endSignIns, forgetAll } from '#client/net/leave-now.ts';
import { createRouter } from '#client/store/router.ts';
import { Loading } from '#client/ui/loading.tsx';
import { Nowhere } from '#client/ui/nowhere.tsx';
import '#client/ui/theme.css';
import '#client/ui/base.css';
import '#client/ui/controls.css';
import '#client/ui/page.css';
import '#client/ui/said.css';

type App = ComponentType<AppProps>;

/** Two apps, so that somebody who only follows an invite fetches neither sign-in nor lists. */
const APPS = {
  guest: async (): Promise<App> => (await import('#client/lobby/guest-app.tsx')).GuestApp,
  account: async (): Promise<App> => (await import('#client/home/account-app.tsx')).AccountApp,
};

function Root(props: AppProps) {
  const { at } = props.router.route.value;
  const which = at === 'nowhere' ? undefined : at === 'join' ? 'guest' : 'account';
  const [loaded, setLoaded] = useState<{ which: string; App: App } | undefined>(undefined);
  useEffect(() => {
    if (which !== undefined) void APPS[which]().then((App) => setLoaded({ which, App }));
  }, [which]);
  if (which === undefined) return <Nowhere onHome={() => props.router.go({ at: 'home' })} />;
  if (loaded?.which !== which) return <Loading>Opening…</Loading>;
  return <loaded.App {...props} />;
}

const router = createRouter(window);
const place = document.querySelector('#app');
if (place) {
  const leaving = createLeaving({ page: window, takeApart: () => render(null, place), forgetAll, endSignIns });
  render(
    <LeavingContext.Provider value={leaving}>
      <Root router={router} clock={systemClock} />
    </LeavingContext.Provider>,
    place,
  );
}
