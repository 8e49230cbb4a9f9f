/** Who has opened what was made in a room, and when: for its therapist, and for the participant whose session it was. */
import { fail, ok } from '#crdt/base/result.ts';
import type { AccessView } from '#server/contract/http-accesses.ts';
import { Refused } from '#client/room/refused.ts';
import type { RoomStore } from '#client/store/room.ts';
import { AccessList } from '#client/ui/access-list.tsx';

const WHAT: Readonly<Record<AccessView['what'], string>> = {
  enter: 'came into the room',
  drawing: 'opened the drawing',
  chat: 'opened the chat',
  'check-in': 'read the answers given at the start',
  accesses: 'looked at this list',
};

export function Accesses({ store, onClose }: { store: RoomStore; onClose: () => void }) {
  const members = store.members.value;
  const whoOf = ({ member }: AccessView): string => {
    const known = members.find(({ id }) => id === member);
    return known?.you === true ? 'You' : (known?.name ?? 'Somebody who is no member any more');
  };
  return (
    <AccessList
      title="Who has seen this"
      hint="Everybody who opened something of this room, as the practice’s server wrote it down. It cannot be changed afterwards."
      load={(cursor) =>
        store.participant
          .accesses(cursor)
          .then(ok, (thrown: unknown) => fail(thrown instanceof Refused ? thrown.code : ('not_ready' as const)))
      }
      whoOf={whoOf}
      words={WHAT}
      onClose={onClose}
    />
  );
}
