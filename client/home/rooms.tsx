import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Session } from '#client/room/session.ts';
import type { RoomCard, RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import { HandOverDialog } from './hand-over-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { NewRoomDialog } from './new-room-dialog.tsx';
import { ParticipantDialog } from './participant-dialog.tsx';

/** How often the list asks who is waiting. */
const REFRESH_MS = 10_000;
type Props = { store: RoomsStore; session: Session; onOpen: (room: RoomId) => void };

/** The therapist's rooms: those that are open first, then those that have ended. */
export function Rooms({ store, session, onOpen }: Props) {
  const making = useSignal(false);
  const giving = useSignal(false);
  const handing = useSignal(false);
  const inviting = useSignal<RoomCard | undefined>(undefined);
  useEffect(() => {
    void store.refresh();
    const timer = setInterval(() => void store.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [store]);
  const rooms = store.rooms.value;
  const open = rooms?.filter((room) => room.status === 'open') ?? [];
  const ended = rooms?.filter((room) => room.status === 'ended') ?? [];
  const own = ended.filter(({ handed, locked }) => handed === undefined && !locked);
  const made = (room: RoomId): void => {
    making.value = false;
    inviting.value = store.rooms.value?.find((card) => card.room === room);
  };
  const handedOver = (): void => {
    handing.value = false;
    void store.refresh();
  };
  return (
    <>
      <div class="row apart">
        <h2>Your rooms</h2>
        <div class="row">
          <Button onPress={() => (giving.value = true)}>Account for a participant</Button>
          <Button kind="primary" onPress={() => (making.value = true)}>
            <Icon name="plus" />
            New room
          </Button>
        </div>
      </div>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      {rooms === undefined && <p class="soft">Opening your rooms…</p>}
      {rooms?.length === 0 && (
        <div class="card stack tight">
          <h3>No rooms yet</h3>
          <p class="soft">
            A room is one session's own place: a board to draw on together, a chat and a call. Make one, then send its link to the person
            you will meet.
          </p>
        </div>
      )}
      {open.length > 0 && (
        <section class="stack tight" aria-labelledby="open-rooms">
          <h3 id="open-rooms">Open</h3>
          <ul class="stack tight">
            {open.map((card) => (
              <OpenRoom key={card.room} card={card} onOpen={onOpen} onInvite={() => (inviting.value = card)} />
            ))}
          </ul>
        </section>
      )}
      {ended.length > 0 && (
        <section class="stack tight" aria-labelledby="ended-rooms">
          <div class="row apart">
            <h3 id="ended-rooms">Ended</h3>
            {own.length > 0 && <Button onPress={() => (handing.value = true)}>Hand over to a colleague</Button>}
          </div>
          <ul class="stack tight">
            {ended.map((card) => (
              <EndedRoom key={card.room} card={card} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      )}
      {handing.value && <HandOverDialog session={session} rooms={own} onClose={handedOver} />}
      {making.value && <NewRoomDialog store={store} onMade={made} onClose={() => (making.value = false)} />}
      {giving.value && <ParticipantDialog store={store} onClose={() => (giving.value = false)} />}
      {inviting.value && <InviteDialog store={store} card={inviting.value} onClose={() => (inviting.value = undefined)} />}
    </>
  );
}

type CardProps = { card: RoomCard; onOpen: (room: RoomId) => void };

function OpenRoom({ card, onOpen, onInvite }: CardProps & { onInvite: () => void }) {
  return (
    <li class="card row apart">
      <div class="room-words">
        <h4>{card.title}</h4>
        <p class="soft">Made {dayAndTime(card.createdAt)}</p>
        {card.waiting > 0 && (
          <p>
            <span class="badge strong">{card.waiting === 1 ? '1 person is waiting' : `${card.waiting} people are waiting`}</span>
          </p>
        )}
      </div>
      <div class="row">
        <Button onPress={onInvite}>
          <Icon name="link" />
          Invite<span class="only-heard"> to {card.title}</span>
        </Button>
        <Button kind="primary" onPress={() => onOpen(card.room)}>
          Open<span class="only-heard"> {card.title}</span>
        </Button>
      </div>
    </li>
  );
}

function EndedRoom({ card, onOpen }: CardProps) {
  return (
    <li class="card row apart">
      <div class="room-words">
        <h4>{card.title}</h4>
        <p class="soft">
          {dayAndTime(card.createdAt)}
          {card.endedAt !== undefined && `, ended ${dayAndTime(card.endedAt)}`}
        </p>
        {card.handed?.name !== undefined && !card.locked && <p>Handed over by {card.handed.name}</p>}
        {card.handed !== undefined && card.locked && (
          <p>
            Handed over by a colleague whose keys you have not confirmed, or whose keys changed. Compare words with them on your account
            page.
          </p>
        )}
        {card.handed === undefined && card.locked && <p>Its keys were lost with a password that was reset: it stays closed.</p>}
        {card.handedTo.length > 0 && (
          <p class="soft">{card.handedTo.length === 1 ? 'A colleague reads it, too' : `${card.handedTo.length} colleagues read it, too`}</p>
        )}
      </div>
      {!card.locked && (
        <Button onPress={() => onOpen(card.room)}>
          Look at it<span class="only-heard"> {card.title}</span>
        </Button>
      )}
    </li>
  );
}
