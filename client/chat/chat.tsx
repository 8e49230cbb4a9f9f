import type { ChatStore } from '#client/store/chat.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import './chat.css';

/** `lost`: where the right to write was taken: why there is no line to write in. */
type Props = { store: ChatStore; readOnly: boolean; lost?: string | undefined };

/** The chat of a room: what was written, who is writing, and (in an open room) the line to write in. */
export function Chat({ store, readOnly, lost }: Props) {
  return (
    <section class="chat" aria-label="Chat">
      <MessageList messages={store.messages.value} />
      {!readOnly && <Typing names={store.typing.value} />}
      {lost !== undefined && <p class="soft chat-lost">{lost}</p>}
      {!readOnly && <Composer onSend={(text) => store.send(text)} onTyped={(empty) => store.typed(empty)} />}
    </section>
  );
}

function Typing({ names }: { names: readonly string[] }) {
  return (
    <p class="typing soft" role="status">
      {names.length > 0 && `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} writing…`}
    </p>
  );
}
