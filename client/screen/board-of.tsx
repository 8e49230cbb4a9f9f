import { useMemo } from 'preact/hooks';
import type { MountedBoard } from '#client/board/mount.ts';
import { Board } from '#client/board/board.tsx';
import type { MemberId } from '#crdt/base/ids.ts';
import type { RoomStore } from '#client/store/room.ts';

type Props = { store: RoomStore; readOnly: boolean; onMounted?: ((board: MountedBoard | undefined) => void) | undefined };

/** The board of a room, with names from its signed members. */
export function BoardOf({ store, readOnly, onMounted }: Props) {
  const { participant } = store;
  const nameOf = useMemo(() => (id: MemberId) => participant.members.value.find((member) => member.id === id)?.name, [participant]);
  // What is drawn on a copy that failed would be lost when it is read anew.
  const isFailed = store.failed.value.some(({ doc }) => doc === 'drawing');
  return (
    <Board
      doc={store.drawing.value}
      awareness={participant.awareness}
      you={participant.you}
      nameOf={nameOf}
      memberOf={(client) => participant.memberOf(client)}
      isHost={(id) => participant.members.value.find((member) => member.id === id)?.role === 'therapist'}
      readOnly={readOnly || isFailed}
      {...(onMounted === undefined ? {} : { onMounted })}
    />
  );
}
