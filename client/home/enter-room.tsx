import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import type { DeviceChoice } from '#client/call/device-check.tsx';
import { LeaveBar, LeavingContext } from '#client/leave/leave-now.tsx';
import { Prepare } from '#client/lobby/prepare.tsx';
import { Waiting } from '#client/lobby/waiting.tsx';
import type { EnterEnd } from '#client/room/enter.ts';
import type { EnterDoor } from '#client/store/account-doors.ts';
import { createDeviceMemory } from '#client/store/devices.ts';
import { createEntering } from '#client/store/entering.ts';
import { VaultContext } from '#client/vault/vault-guard.tsx';
import type { Beside } from '#client/screen/beside.ts';
import { Button } from '#client/ui/button.tsx';
import { Lazy } from '#client/ui/lazy.tsx';
import { Loading } from '#client/ui/loading.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import { StoppedByKeys } from './stopped-by-keys.tsx';
import '#client/lobby/lobby.css';

const loadRoom = async () => (await import('#client/screen/room-place.tsx')).RoomPlace;

type Props = {
  room: RoomId;
  /** Somebody else's room, perhaps: then one may have to wait, and to leave now. */
  guest: boolean;
  isEnded: (room: RoomId) => Promise<boolean>;
  enter: EnterDoor;
  clock: Clock;
  /** Of this account's keys, for a therapist who asks for them. */
  keyWords: readonly string[];
  /** What its therapist has beside the room. */
  notes?: Beside | undefined;
  onLeave: () => void;
};

/** An account's way into a room: the device check once in a tab, then the room, where it is somebody else's after waiting; an ended room opens at once. */
export function EnterRoom({ room, guest, isEnded, enter, clock, keyWords, notes, onLeave }: Props) {
  const store = useMemo(() => createEntering({ room, isEnded, enter }), [room]);
  const memory = useMemo(() => createDeviceMemory(sessionStorage), []);
  const [choice, setChoice] = useState<DeviceChoice | undefined>(() => memory.load());
  useEffect(() => {
    void store.start(choice !== undefined);
    void loadRoom().catch(() => undefined);
    return () => void store.close();
  }, [store]);
  const leaving = useContext(LeavingContext);
  useEffect(() => leaving?.before(() => store.vanish()), [leaving, store]);
  const vault = useContext(VaultContext);
  useEffect(() => vault?.before(() => store.vanish()), [vault, store]);
  const state = store.state.value;
  const choose = (chosen: DeviceChoice): void => {
    memory.save(chosen);
    setChoice(chosen);
  };
  const leave = (): void => void store.close().then(onLeave);
  switch (state.is) {
    case 'starting':
    case 'entering':
      return <Loading>Opening the room…</Loading>;
    case 'preparing':
      return (
        <>
          {guest && <LeaveBar />}
          <Prepare clock={clock} busy={false} wrong={undefined} onChoice={choose} onReady={() => void store.enter()} />
        </>
      );
    case 'waiting':
      return (
        <>
          <LeaveBar />
          <Waiting
            clock={clock}
            connected={state.connected}
            ahead={state.ahead}
            locked={state.locked}
            words={state.words}
            keyWords={keyWords}
            onChoice={choose}
            onLeave={leave}
          />
        </>
      );
    case 'inside':
      return (
        <Lazy load={loadRoom} wait="Opening the room…">
          {(RoomPlace) => <RoomPlace participant={state.participant} choice={choice} clock={clock} notes={notes} onLeave={leave} />}
        </Lazy>
      );
    case 'stopped':
      return (
        <>
          {guest && <LeaveBar />}
          <StoppedByKeys
            host={state.host}
            busy={state.busy}
            wrong={state.wrong}
            who={guest ? 'participant' : 'staff'}
            onSame={() => void store.confirmHost()}
            onLeave={leave}
          />
        </>
      );
    case 'over':
      return (
        <>
          {guest && <LeaveBar />}
          <Panel>
            <div class="stack" role="alert">
              <h1>{END_WORDS[state.why]?.title ?? 'The room is not open here'}</h1>
              <p>{END_WORDS[state.why]?.what ?? (state.why === 'refused' || state.why === 'removed' ? '' : errorWords(state.why))}</p>
              <div class="row">
                {END_WORDS[state.why] === undefined && (
                  <Button kind="primary" onPress={() => void store.start(true)}>
                    Try again
                  </Button>
                )}
                <Button onPress={leave}>{guest ? 'Your sessions' : 'Your rooms'}</Button>
              </div>
            </div>
          </Panel>
        </>
      );
  }
}

type Words = { readonly title: string; readonly what: string };
const END_WORDS: Readonly<Partial<Record<EnterEnd, Words>>> = {
  refused: {
    title: 'Not now',
    what: 'The therapist could not let you in at this moment. Ask them for a new link, by phone or the way you usually write to each other.',
  },
  removed: {
    title: 'You are no longer in the room',
    what: 'The therapist has ended your part in this session. If you think that was a mistake, call your therapist, or write the way you usually do.',
  },
};
