import { useMemo } from 'preact/hooks';
import { Board } from '#client/board/board.tsx';
import type { Participant } from '#client/room/types.ts';

type Props = { participant: Participant; readOnly: boolean };

/** The board of a room, with names from its signed members. */
export function BoardOf({ participant, readOnly }: Props) {
  const nameOf = useMemo(
    () => (id: Participant['you']) => participant.members.value.find((member) => member.id === id)?.name,
    [participant],
  );
  return (
    <Board doc={participant.docs.drawing} awareness={participant.awareness} you={participant.you} nameOf={nameOf} readOnly={readOnly} />
  );
}
