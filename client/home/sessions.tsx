import { useEffect } from 'preact/hooks';
import type { RoomId } from '#crdt/base/ids.ts';
import type { SessionCard, SessionsStore } from '#client/store/sessions.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';

const REFRESH_MS = 30_000;
type Props = {
  store: SessionsStore;
  /** All of the page; otherwise they stand below one's own rooms, where there are any. */
  main: boolean;
  onOpen: (room: RoomId) => void;
};

/** Rooms of others into which one was let in with one's account: to go in while they are open, to look at them when they have ended. */
export function Sessions({ store, main, onOpen }: Props) {
  useEffect(() => {
    void store.refresh();
    const timer = setInterval(() => void store.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [store]);
  const sessions = store.sessions.value;
  if (!main && (sessions === undefined || sessions.length === 0)) return null;
  const Heading = main ? 'h1' : 'h2';
  return (
    <section class="stack tight" aria-labelledby="sessions">
      <Heading id="sessions">{main ? 'Your sessions' : 'In rooms of others'}</Heading>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      {sessions === undefined && <p class="soft">Opening your sessions…</p>}
      {sessions?.length === 0 && (
        <div class="card stack tight">
          <h2>No sessions yet</h2>
          <p class="soft">
            When your therapist sends you the link of a session, open it in this browser and choose “Join with your account”. The session
            then stays here, and you can look at what was drawn and written when it has ended.
          </p>
        </div>
      )}
      <ul class="stack tight">
        {sessions?.map((card) => (
          <Card key={card.room} card={card} level={main ? 'h2' : 'h3'} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

type CardProps = { card: SessionCard; level: 'h2' | 'h3'; onOpen: (room: RoomId) => void };

function Card({ card, level: Heading, onOpen }: CardProps) {
  const isOpen = card.status === 'open';
  return (
    <li class="card row apart">
      <div class="room-words">
        <Heading>{card.title}</Heading>
        <p class="soft">
          {dayAndTime(card.createdAt)}
          {card.endedAt !== undefined && `, ended ${dayAndTime(card.endedAt)}`}
        </p>
      </div>
      <Button kind={isOpen ? 'primary' : undefined} onPress={() => onOpen(card.room)}>
        {isOpen ? 'Go in' : 'Look at it'}
        <span class="only-heard"> {card.title}</span>
      </Button>
    </li>
  );
}
