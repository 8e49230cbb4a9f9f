import { useContext, useEffect, useState } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { CallState } from '#media/call/state.ts';
import type { DeviceChoice } from '#client/call/device-check.tsx';
import { LeavingContext } from '#client/leave/leave-now.tsx';
import type { Participant } from '#client/room/types.ts';
import { Review } from '#client/review/review.tsx';
import { openRoom, type OpenRoom } from '#client/store/open-room.ts';
import { VaultContext } from '#client/vault/vault-guard.tsx';
import { Loading } from '#client/ui/loading.tsx';
import { useWatched } from '#client/ui/use-watched.ts';
import type { Beside } from './beside.ts';
import { RoomScreen } from './room-screen.tsx';
import { SentBack } from './sent-back.tsx';

type Props = {
  participant: Participant;
  choice: DeviceChoice | undefined;
  clock: Clock;
  /** Beside the room, for its therapist. */
  notes?: Beside | undefined;
  onLeave: () => void;
};

/** Opens the stores and the call of a participant while it is on screen; shows the room, or what is left of an ended one. */
export function RoomPlace({ participant, choice, clock, notes, onLeave }: Props) {
  const [room, setRoom] = useState<OpenRoom | undefined>(undefined);
  const leaving = useContext(LeavingContext);
  const vault = useContext(VaultContext);
  const link = useWatched(participant.link);
  const isBack = link.is === 'waiting';
  useEffect(() => {
    if (isBack) return setRoom(undefined);
    const opened = openRoom({ participant, choice, clock });
    setRoom(opened);
    const stay = leaving?.before(() => void opened.close());
    const locking = vault?.before(() => void opened.close());
    const calling = vault?.during(() => opened.call !== undefined && isOngoing(opened.call.state.value));
    return () => {
      locking?.();
      calling?.();
      stay?.();
      void opened.close();
    };
  }, [participant, isBack]);
  if (link.is === 'waiting') return <SentBack participant={participant} connected={link.connected} onLeave={onLeave} />;
  if (room === undefined || room.store.participant !== participant) return <Loading>Opening the room…</Loading>;
  if (room.store.ended.value) return <Review store={room.store} chat={room.chat} notes={notes} onLeave={onLeave} />;
  return <RoomScreen store={room.store} chat={room.chat} call={room.call} notes={notes} onLeave={onLeave} />;
}

/** With somebody at the other end: a call that waits alone in an empty room is nobody's activity. */
const isOngoing = ({ link, peers }: CallState): boolean => link === 'connected' && peers.length > 0;
