import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { addMessage, listMessages, observeMessages, sendableText } from '#crdt/docs/chat.ts';
import type { Participant } from '#client/room/types.ts';
import { createUndoings } from './watched.ts';

/** How long "is writing" stays after the last key. */
const TYPING_MS = 3000;

/** One message as it is shown. `who` comes from the room's signed members by the device that wrote it; undefined if it is nobody's. */
export type ShownMessage = {
  readonly id: string;
  readonly text: string;
  /** By the author's clock: ms since the Unix epoch. */
  readonly at: number;
  readonly member: MemberId | undefined;
  readonly who: string | undefined;
  readonly you: boolean;
};

export type ChatStore = {
  readonly messages: ReadonlySignal<readonly ShownMessage[]>;
  /** Names of the others who are writing now. */
  readonly typing: ReadonlySignal<readonly string[]>;
  /** Messages of others that came while the chat was not on screen. */
  readonly unread: ReadonlySignal<number>;
  /** Whether the chat is on screen now. */
  look(visible: boolean): void;
  /** The draft changed; `empty` ends "is writing" at once. */
  typed(empty: boolean): void;
  /** Sends one message; false if there was nothing to send or it was too long. */
  send(typed: string): boolean;
  close(): void;
};

type Room = Pick<Participant, 'docs' | 'docStates' | 'awareness' | 'members' | 'you' | 'memberOf' | 'synced'>;

export function createChatStore(room: Room, clock: Clock, newId: () => string): ChatStore {
  const undoings = createUndoings();
  const messages = signal<readonly ShownMessage[]>([]);
  const typing = signal<readonly string[]>([]);
  const seen = signal<ReadonlySet<string>>(new Set());
  let visible = false;
  let cancelTyping: (() => void) | undefined;

  const seeAll = (): void => void (seen.value = new Set(messages.value.map((message) => message.id)));
  const read = (): void => {
    const members = new Map(room.members.value.map((member) => [member.id, member]));
    batch(() => {
      messages.value = listMessages(room.docs.chat).map(({ id, text, at, writer }) => {
        const member = room.memberOf(writer);
        return { id, text, at, member, who: member && members.get(member)?.name, you: member === room.you };
      });
      if (visible) seeAll();
    });
  };
  const hearTyping = (): void => {
    const members = new Map(room.members.value.map((member) => [member.id, member]));
    const writing = new Set<string>();
    for (const [device, state] of room.awareness.getStates()) {
      const member = room.memberOf(device);
      if (member === undefined || member === room.you || state['typing'] !== true) continue;
      const name = members.get(member)?.name;
      if (name !== undefined) writing.add(name);
    }
    typing.value = [...writing];
  };
  const stopTyping = (): void => {
    cancelTyping?.();
    cancelTyping = undefined;
    if (room.awareness.getLocalState()?.['typing'] === true) room.awareness.setLocalStateField('typing', false);
  };

  let doc = room.docs.chat;
  let unobserve = observeMessages(doc, read);
  undoings.add(() => unobserve());
  // A doc that was read anew is another one.
  const renew = (): void => {
    if (doc === room.docs.chat) return;
    unobserve();
    doc = room.docs.chat;
    unobserve = observeMessages(doc, read);
    read();
  };
  undoings.add(room.docStates.chat.subscribe(renew));
  undoings.add(room.members.subscribe(() => (read(), hearTyping())));
  room.awareness.on('change', hearTyping);
  undoings.add(() => room.awareness.off('change', hearTyping));
  undoings.add(stopTyping);
  read();
  // What was there at entry is history, not news.
  void room.synced.then(seeAll, () => undefined);

  return {
    messages,
    typing,
    unread: computed(() => messages.value.filter((message) => !message.you && !seen.value.has(message.id)).length),
    look(now) {
      visible = now;
      if (now) seeAll();
    },
    typed(empty) {
      if (empty) return stopTyping();
      cancelTyping?.();
      cancelTyping = clock.after(TYPING_MS, stopTyping);
      if (room.awareness.getLocalState()?.['typing'] !== true) room.awareness.setLocalStateField('typing', true);
    },
    send(draft) {
      const text = sendableText(draft);
      if (text === undefined) return false;
      addMessage(room.docs.chat, { id: newId(), author: room.you, at: clock.now(), text });
      stopTyping();
      return true;
    },
    close: () => undoings.close(),
  };
}
