import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import { addMessage } from '#crdt/docs/chat.ts';
import { createWatched } from '#client/room/watched.ts';
import type { DocState, Member } from '#client/room/types.ts';
import { createChatStore, type ChatStore } from '#client/store/chat.ts';
import { createHandClock } from '#tests/support/clock.ts';

const SAM = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' as MemberId;
const KIM = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' as MemberId;
const WRITERS = new Map([
  [1, SAM],
  [2, KIM],
]);
const idOf = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
/** A message as a device with that Yjs client id puts it there, naming `author`. */
function written(client: number, author: MemberId, text: string): Uint8Array {
  const doc = docOf(client);
  addMessage(doc, { id: idOf(client), author, at: 1, text });
  return Y.encodeStateAsUpdate(doc);
}

let docs: { drawing: Y.Doc; chat: Y.Doc };
let chat: ChatStore;
let awareness: Awareness;
const state = createWatched<DocState>({ is: 'live' });
beforeEach(() => {
  docs = { drawing: docOf(1), chat: docOf(1) };
  awareness = new Awareness(docs.chat);
  const member = (id: MemberId, name: string): Member => ({
    id,
    name,
    role: 'participant',
    here: true,
    you: id === SAM,
    inside: true,
    may: { drawing: true, chat: true },
  });
  const members = createWatched([member(SAM, 'Sam'), member(KIM, 'Kim')]);
  const docStates = { drawing: state, chat: state };
  const memberOf = (client: number): MemberId | undefined => WRITERS.get(client);
  const synced = Promise.resolve();
  chat = createChatStore({ docs, docStates, awareness, members, you: SAM, memberOf, synced }, createHandClock(), () => idOf(9));
});
afterEach(() => {
  chat.close();
  awareness.destroy();
});

const shown = (): unknown[] => chat.messages.value.map(({ text, who, member, you }) => ({ text, who, member, you }));

test("[R8] a message that names another as its author stands under its writer's name", () => {
  Y.applyUpdate(docs.chat, written(2, SAM, 'I am Sam'));
  expect(shown()).toEqual([{ text: 'I am Sam', who: 'Kim', member: KIM, you: false }]);
});

test('[R8] a message of a device that is nobody’s stands under no name', () => {
  Y.applyUpdate(docs.chat, written(3, SAM, 'I am Sam'));
  expect(shown()).toEqual([{ text: 'I am Sam', who: undefined, member: undefined, you: false }]);
});

test('[R8] one’s own message is one’s own from the first moment', () => {
  expect(chat.send(' hello ')).toBe(true);
  expect(shown()).toEqual([{ text: 'hello', who: 'Sam', member: SAM, you: true }]);
});

test('[R7] after the doc was read anew the chat shows the new one', () => {
  Y.applyUpdate(docs.chat, written(2, KIM, 'before'));
  docs.chat = docOf(1);
  state.set({ is: 'opening', received: 0, total: 0 });
  expect(shown()).toEqual([]);
  Y.applyUpdate(docs.chat, written(2, KIM, 'after'));
  expect(chat.messages.value.map(({ text }) => text)).toEqual(['after']);
});
