import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import type { DeviceChoice } from '#client/call/device-check.tsx';
import { LeavingContext } from '#client/leave/leave-now.tsx';
import { Prepare } from '#client/lobby/prepare.tsx';
import type { EnterDoor } from '#client/store/account-doors.ts';
import { createDeviceMemory } from '#client/store/devices.ts';
import { createEntering } from '#client/store/entering.ts';
import type { RoomsStore } from '#client/store/rooms.ts';
import { VaultContext } from '#client/vault/vault-guard.tsx';
import { Button } from '#client/ui/button.tsx';
import { Lazy } from '#client/ui/lazy.tsx';
import { Loading } from '#client/ui/loading.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import '#client/lobby/lobby.css';

const loadRoom = async () => (await import('#client/screen/room-place.tsx')).RoomPlace;

type Props = { room: RoomId; rooms: RoomsStore; enter: EnterDoor; clock: Clock; onLeave: () => void };

/** The therapist's way into a room: the device check once in a tab, then the room; an ended room opens at once. */
export function EnterRoom({ room, rooms, enter, clock, onLeave }: Props) {
  const store = useMemo(() => createEntering({ room, rooms, enter }), [room]);
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
      return <Prepare clock={clock} busy={false} wrong={undefined} onChoice={choose} onReady={() => void store.enter()} />;
    case 'inside':
      return (
        <Lazy load={loadRoom} wait="Opening the room…">
          {(RoomPlace) => <RoomPlace participant={state.participant} choice={choice} clock={clock} onLeave={leave} />}
        </Lazy>
      );
    case 'over':
      return (
        <Panel>
          <div class="stack" role="alert">
            <h1>The room is not open here</h1>
            <p>{errorWords(state.why)}</p>
            <div class="row">
              <Button kind="primary" onPress={() => void store.start(true)}>
                Try again
              </Button>
              <Button onPress={leave}>Your rooms</Button>
            </div>
          </div>
        </Panel>
      );
  }
}
