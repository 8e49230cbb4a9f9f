import { useEffect, useMemo } from 'preact/hooks';
import type { InviteId } from '#crdt/base/ids.ts';
import { LeaveNow, LeaveBar } from '#client/leave/leave-now.tsx';
import { Incomplete, Over, Unreachable } from '#client/lobby/over.tsx';
import { Paused } from '#client/lobby/paused.tsx';
import { Prepare } from '#client/lobby/prepare.tsx';
import type { Session } from '#client/room/session.ts';
import type { AppProps } from '#client/store/app-props.ts';
import { createComing, createComingDoor } from '#client/store/coming.ts';
import { createDeviceMemory } from '#client/store/devices.ts';
import { Button } from '#client/ui/button.tsx';
import { Loading } from '#client/ui/loading.tsx';
import { Panel } from '#client/ui/panel.tsx';
import '#client/lobby/lobby.css';

type Props = AppProps & { invite: InviteId; secret: string | undefined; session: Session };

/** An invite's link, with one's account: what the invite asks, the device check, and then the room, where one waits. */
export function Come({ invite, secret, session, router, clock }: Props) {
  const store = useMemo(() => createComing({ invite, secret, door: createComingDoor(session) }), [invite, session]);
  const memory = useMemo(() => createDeviceMemory(sessionStorage), []);
  useEffect(() => void store.start(), [store]);
  const state = store.state.value;
  useEffect(() => {
    if (state.is === 'joined') router.go({ at: 'room', room: state.room }, { instead: true });
  }, [state.is]);
  switch (state.is) {
    case 'starting':
    case 'joined':
      return <Loading>Opening…</Loading>;
    case 'incomplete':
      return <Incomplete />;
    case 'unreachable':
      return (
        <>
          <LeaveBar />
          <Unreachable onAgain={() => void store.start()} />
        </>
      );
    case 'paused':
      return (
        <>
          <LeaveBar />
          <Paused clock={clock} forMs={state.forMs} onAgain={() => void store.start()} />
        </>
      );
    case 'preparing':
      return (
        <>
          <LeaveBar />
          <Prepare
            clock={clock}
            wants={state.wants}
            as={session.keyring.name}
            busy={state.busy}
            wrong={state.wrong}
            onChoice={(choice) => memory.save(choice)}
            onReady={(answers) => void store.join(answers)}
          />
        </>
      );
    case 'over':
      return (
        <>
          <LeaveBar />
          {state.why === 'own_room' ? <OwnRoom onHome={() => router.go({ at: 'home' }, { instead: true })} /> : <Over why={state.why} />}
        </>
      );
  }
}

const OwnRoom = ({ onHome }: { onHome: () => void }) => (
  <Panel>
    <div class="stack" role="status">
      <h1>This is a room of your own</h1>
      <p>The link is for the person you will meet. You go in from your rooms.</p>
      <div>
        <Button kind="primary" onPress={onHome}>
          Your rooms
        </Button>
      </div>
    </div>
  </Panel>
);

/** Above signing in, for somebody on the way through an invite's link. */
export const ComingBar = ({ onGuest }: { onGuest: () => void }) => (
  <header class="leave-bar coming-bar">
    <Button kind="plain" onPress={onGuest}>
      Come in as a guest instead
    </Button>
    <LeaveNow />
  </header>
);
