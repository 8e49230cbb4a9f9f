import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Result } from '#crdt/base/result.ts';
import type { AccountRole } from '#server/contract/roles.ts';
import type { AppProps } from '#client/store/app-props.ts';
import { Cover } from '#client/account/cover.tsx';
import { Enrol } from '#client/account/enrol.tsx';
import { Factor } from '#client/account/factor.tsx';
import { NewAccount } from '#client/account/new-account.tsx';
import { Recover } from '#client/account/recover.tsx';
import { Reset } from '#client/account/reset.tsx';
import { SignIn } from '#client/account/sign-in.tsx';
import { createHttp } from '#client/net/http.ts';
import { openIndexedDb } from '#client/net/indexed-db.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { createAccountDoor } from '#client/store/account-doors.ts';
import { createAccountStore, type DoorCode, type Registration } from '#client/store/account.ts';
import { createLostDoor } from '#client/store/recovery-doors.ts';
import { createBrowserTabs } from '#client/vault/tabs.ts';
import { VaultGuard } from '#client/vault/vault-guard.tsx';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Lazy } from '#client/ui/lazy.tsx';
import { Loading } from '#client/ui/loading.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import { ComingBar } from './come.tsx';
import { SignedInApp } from './signed-in-app.tsx';
import '#client/account/account.css';
import '#client/account/kit.css';

/** A browser in private mode may refuse IndexedDB: then a reload asks to sign in again, and nothing else is lost. */
const loadStorage = () => openIndexedDb().catch(() => createMemoryStorage());

/** Everything for people with an account. */
export function AccountApp(props: AppProps) {
  return (
    <Lazy load={loadStorage} wait="Opening…">
      {(storage) => <Accounts {...props} storage={storage} />}
    </Lazy>
  );
}

const DAY_MS = 86_400_000;

type Storage = Awaited<ReturnType<typeof loadStorage>>;

function Accounts({ router, clock, storage }: AppProps & { storage: Storage }) {
  const http = useMemo(() => createHttp({ origin: location.origin }), []);
  const tabs = useMemo(() => createBrowserTabs(window), []);
  const store = useMemo(() => createAccountStore(createAccountDoor(http, storage), { tabs, clock }), [http, storage]);
  useEffect(() => () => store.close(), [store]);
  const lost = useMemo(() => createLostDoor(http), [http]);
  const [token] = useState(() => (['welcome', 'reset', 'come'].includes(router.route.value.at) ? router.takeFragment() : undefined));
  useEffect(() => void store.start(), [store]);
  const state = store.state.value;
  // A guest's tab and history say nothing of what kind of meeting it is: index.html names none. Nor does that of whoever comes by a link.
  const isComing = router.route.value.at === 'come';
  useEffect(() => void (document.title = isComing ? 'Meeting' : 'Holdspace'), [isComing]);
  // What this tab remembered of devices goes with whoever signed out.
  useEffect(() => {
    if (state.is === 'signed-out') sessionStorage.clear();
  }, [state.is]);
  const route = router.route.value;
  if (
    route.at === 'welcome' &&
    token !== undefined &&
    state.is !== 'starting' &&
    state.is !== 'enrolling' &&
    state.is !== 'signed-in' &&
    state.is !== 'locked'
  ) {
    const register: typeof store.register = async (registration) => {
      const wrong = await store.register(registration);
      if (wrong === undefined) router.go({ at: 'home' });
      return wrong;
    };
    return <Welcome token={token} invited={store.invited} onRegister={register} />;
  }
  const asGuest =
    route.at === 'come' ? (
      <ComingBar onGuest={() => router.go({ at: 'join', invite: route.invite }, { instead: true, fragment: token })} />
    ) : null;
  switch (state.is) {
    case 'starting':
      return <Loading>Opening…</Loading>;
    case 'unreachable':
      return <Unreachable onAgain={() => void store.start()} />;
    case 'set-up':
      return <NewAccount first codeNeeded={state.codeNeeded} roles={['admin']} onRegister={store.register} />;
    case 'signed-out': {
      const toSignIn = (): void => router.go({ at: 'home' });
      if (route.at === 'recover') return <Recover door={lost} onSignIn={toSignIn} />;
      if (route.at === 'reset') return <Reset door={lost} token={token} onSignIn={toSignIn} />;
      return (
        <>
          {asGuest}
          <SignIn
            rememberDays={Math.round((store.limits.value?.rememberMs ?? 0) / DAY_MS)}
            onSignIn={store.signIn}
            onPasskey={store.signInByPasskey}
            onForgotten={() => router.go({ at: 'recover' })}
          />
        </>
      );
    }
    case 'factor':
      return (
        <>
          {asGuest}
          <Factor methods={state.methods} onProof={store.showFactor} onBack={store.startAgain} />
        </>
      );
    case 'locked':
      return (
        <Cover account={state.account} onPassword={store.unlock} onPasskey={store.unlockByPasskey} onSignOut={() => void store.signOut()} />
      );
    case 'enrolling':
    case 'signed-in': {
      const limits = store.limits.value;
      if (limits === undefined) return <Loading>Opening…</Loading>;
      return (
        <VaultGuard clock={clock} limits={limits} tabs={tabs} onLock={() => void store.lock()}>
          {state.is === 'enrolling' ? (
            <Enrol session={state.session} onEnrolled={store.enrolled} onSignOut={() => void store.signOut()} />
          ) : (
            <SignedInApp router={router} clock={clock} session={state.session} secret={token} onSignOut={() => void store.signOut()} />
          )}
        </VaultGuard>
      );
    }
  }
}

type WelcomeProps = {
  token: string;
  invited: (token: string) => Promise<Result<readonly AccountRole[], DoorCode>>;
  onRegister: (registration: Registration) => Promise<DoorCode | undefined>;
};

/** Accepting an account invite: first what it makes of its bearer, or why it opens nothing. */
function Welcome({ token, invited, onRegister }: WelcomeProps) {
  const [found, setFound] = useState<Result<readonly AccountRole[], DoorCode> | undefined>(undefined);
  useEffect(() => void invited(token).then(setFound), [token]);
  if (found === undefined) return <Loading>Opening…</Loading>;
  if (found.ok) return <NewAccount first={false} codeNeeded={false} token={token} roles={found.value} onRegister={onRegister} />;
  return (
    <Panel>
      <div class="stack">
        <h1>Welcome to Holdspace</h1>
        <Banner kind="warn">{errorWords(found.code)}</Banner>
      </div>
    </Panel>
  );
}

function Unreachable({ onAgain }: { onAgain: () => void }) {
  return (
    <Panel>
      <div class="stack">
        <Banner kind="warn">{errorWords('not_ready')}</Banner>
        <div>
          <Button kind="primary" onPress={onAgain}>
            Try again
          </Button>
        </div>
      </div>
    </Panel>
  );
}
