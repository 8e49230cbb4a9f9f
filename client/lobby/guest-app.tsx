import type { ComponentChildren } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { InviteId } from '#crdt/base/ids.ts';
import type { DeviceChoice } from '#client/call/device-check.tsx';
import type { AppProps } from '#client/store/app-props.ts';
import { LeaveBar, LeavingContext } from '#client/leave/leave-now.tsx';
import { openIndexedDb } from '#client/net/indexed-db.ts';
import { createDeviceMemory } from '#client/store/devices.ts';
import { createGuestDoor } from '#client/store/guest-door.ts';
import { createGuestStore } from '#client/store/guest.ts';
import { Loading } from '#client/ui/loading.tsx';
import { Lazy } from '#client/ui/lazy.tsx';
import { Incomplete, Locked, Over, Unreachable } from './over.tsx';
import { Paused } from './paused.tsx';
import { Prepare } from './prepare.tsx';
import { Waiting } from './waiting.tsx';
import './lobby.css';

/** Fetched while the guest waits, so that being admitted shows the room at once. */
const loadRoom = async () => (await import('#client/screen/room-place.tsx')).RoomPlace;

/** What a guest sees, from the link to the end of the session. */
export function GuestApp({ router, clock }: AppProps) {
  const route = router.route.value;
  return route.at === 'join' ? <Guest key={route.invite} invite={route.invite} router={router} clock={clock} /> : null;
}

function Guest({ invite, router, clock }: AppProps & { invite: InviteId }) {
  const store = useMemo(() => {
    const door = createGuestDoor({ origin: location.origin, storage: openIndexedDb(), clock });
    return createGuestStore({ invite, secret: router.takeFragment(), door });
  }, [invite]);
  const memory = useMemo(() => createDeviceMemory(sessionStorage), []);
  const [choice, setChoice] = useState<DeviceChoice | undefined>(() => memory.load());
  useEffect(() => {
    void store.start(choice !== undefined);
    return () => store.close();
  }, [store]);
  const leaving = useContext(LeavingContext);
  useEffect(() => leaving?.before(() => store.vanish()), [leaving, store]);
  const arrivals = router.arrivals.value;
  useEffect(() => {
    const secret = arrivals > 0 ? router.takeFragment() : undefined;
    if (secret !== undefined) void store.opened(secret);
  }, [arrivals]);
  const state = store.state.value;
  const choose = (chosen: DeviceChoice): void => {
    memory.save(chosen);
    setChoice(chosen);
  };
  const toAccount = (): void => router.go({ at: 'come', invite }, { instead: true, fragment: store.handOver() });
  switch (state.is) {
    case 'starting':
      return (
        <Leavable>
          <Loading>Opening…</Loading>
        </Leavable>
      );
    case 'incomplete':
      return <Incomplete />;
    case 'unreachable':
      return (
        <Leavable>
          <Unreachable onAgain={() => void store.start(false)} />
        </Leavable>
      );
    case 'locked':
      return (
        <Leavable>
          <Locked onAgain={() => void store.start(false)} />
        </Leavable>
      );
    case 'paused':
      return (
        <Leavable>
          <Paused clock={clock} forMs={state.forMs} onAgain={() => void store.start(false)} />
        </Leavable>
      );
    case 'preparing':
      return (
        <Leavable>
          <Prepare
            clock={clock}
            wants={state.wants}
            account={state.wants.name ? { signedIn: store.signedIn.value, use: toAccount } : undefined}
            busy={state.busy}
            wrong={state.wrong}
            onChoice={choose}
            onReady={(answers) => void store.ask(answers)}
          />
        </Leavable>
      );
    case 'asking':
      return (
        <Leavable>
          <Loading>Asking to come in…</Loading>
        </Leavable>
      );
    case 'waiting':
      void loadRoom();
      return (
        <Leavable>
          <Waiting
            clock={clock}
            connected={state.connected}
            ahead={state.ahead}
            locked={state.locked}
            words={state.words}
            onChoice={choose}
            onLeave={() => void store.leave()}
          />
        </Leavable>
      );
    case 'inside':
      return (
        <Lazy load={loadRoom} wait="Opening the room…">
          {(RoomPlace) => <RoomPlace participant={state.participant} choice={choice} clock={clock} onLeave={() => void store.leave()} />}
        </Lazy>
      );
    case 'over':
      return (
        <Leavable>
          <Over why={state.why} />
        </Leavable>
      );
  }
}

/** A page that can be left at once; the room has the button in its bar. */
const Leavable = ({ children }: { children: ComponentChildren }) => (
  <>
    <LeaveBar />
    {children}
  </>
);
