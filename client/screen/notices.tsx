import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { useNeeded } from '#client/ui/use-fetched.ts';
import { failureWords } from '#client/ui/words.ts';
import { WordsStep, WordsToRead } from './words-step.tsx';

const DOC_WORDS = { drawing: 'The drawing', chat: 'The chat' } as const;

/** All that must be known now, above the board: stopped docs, a lost connection, what still comes in, who waits. */
export function Notices({ store }: { store: RoomStore }) {
  const away = store.link.value.is === 'away';
  const opening = store.opening.value;
  const { by, own } = store.leftOut.value;
  const names = store.members.value.filter(({ id }) => by.includes(id)).map(({ name }) => name);
  const lost = store.ended.value || store.observing.value ? undefined : lostWords(store.mayDraw.value, store.mayChat.value, store.host);
  return (
    <div class="room-notices">
      {store.failed.value.map(({ doc, reason }) => (
        <Banner key={doc} kind="danger" actions={<Button onPress={() => store.participant.reload(doc)}>Reload from the log</Button>}>
          <strong>{DOC_WORDS[doc]} was stopped to keep it safe.</strong> {failureWords(reason)} What you see is what was there before. Tell
          the other person, and compare the safety words.
        </Banner>
      ))}
      {away && (
        <Banner kind="warn">
          {store.unkept.value > 0
            ? 'Not saved yet: reconnecting. Keep this page open; nothing is lost.'
            : 'The connection was lost: reconnecting. You can go on drawing and writing.'}
        </Banner>
      )}
      {lost !== undefined && <Banner>{lost}</Banner>}
      {names.length > 0 && (
        <Banner kind="warn">Something from {names.join(' and ')} was left out: it was made without the right to write here.</Banner>
      )}
      {own > 0 && (
        <Banner kind="warn">Something you made could not be kept, since you could no longer write when it reached the server.</Banner>
      )}
      {!away && opening !== undefined && <Banner>Opening the room… {Math.round(opening * 100)} %</Banner>}
      {store.host && <Guests store={store} />}
      {!store.ended.value && (store.host ? <WordsStep store={store} /> : <WordsToRead store={store} />)}
    </div>
  );
}

/** What somebody may not do now: the therapist's choice, and nobody's fault. */
function lostWords(mayDraw: boolean, mayChat: boolean, host: boolean): string | undefined {
  if (mayDraw && mayChat) return undefined;
  if (host)
    return `You ${mayDraw ? 'do not write in the chat' : mayChat ? 'do not draw' : 'neither draw nor write'} at the moment. You can change that in the People panel.`;
  if (mayDraw) return 'The chat is for reading at the moment. Your therapist can change that.';
  return mayChat
    ? 'The board is for looking at the moment. Your therapist can change that.'
    : 'Board and chat are for looking and reading at the moment. Your therapist can change that.';
}

/** The host's alone: whoever comes into a session does not wait for it. */
const loadGuests = () => import('./guests-bar.tsx');

function Guests({ store }: { store: RoomStore }) {
  const part = useNeeded(loadGuests);
  return part === undefined ? null : <part.GuestsBar store={store} />;
}
