/** The chat doc, typed: Y.Array `messages`, one plain entry per message, in the order that all copies agree on. */
import type * as Y from 'yjs';
import { isUuid, type MemberId } from '../base/ids.ts';

export const MAX_MESSAGE_CHARS = 4000;
const MAX_AT = 2 ** 48;

export type Message = {
  /** UUID */
  readonly id: string;
  /** Who says to have written it; to be believed only if `writer` is a device of theirs. */
  readonly author: MemberId;
  /** By the author's clock: ms since the Unix epoch. */
  readonly at: number;
  readonly text: string;
};
/** `writer` is the Yjs clientID of the device that put it there. */
export type PlacedMessage = Message & { readonly writer: number };

const messagesOf = (doc: Y.Doc): Y.Array<unknown> => doc.getArray('messages');

/** A message with anything in it that no honest author writes is undefined, and not shown. Unknown further fields are dropped. */
function readMessage(entry: unknown, writer: number): PlacedMessage | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { id, author, at, text } = entry as Record<string, unknown>;
  if (typeof id !== 'string' || !isUuid(id) || typeof author !== 'string' || !isUuid(author)) return undefined;
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0 || at > MAX_AT) return undefined;
  if (typeof text !== 'string' || text.length === 0 || text.length > MAX_MESSAGE_CHARS) return undefined;
  return { id, author: author as MemberId, at, text, writer };
}

/** What may be sent of what was typed: without white space at the ends; undefined when nothing is left or it is too long. */
export function sendableText(typed: string): string | undefined {
  const text = typed.trim();
  return text.length > 0 && text.length <= MAX_MESSAGE_CHARS ? text : undefined;
}

/** Adds one message at the end, as one update. Throws RangeError for one that nobody would show: that is a bug of the caller. */
export function addMessage(doc: Y.Doc, message: Message, origin?: unknown): void {
  const { id, author, at, text } = message;
  if (readMessage(message, 0) === undefined) throw new RangeError('not a message that anybody would show');
  doc.transact(() => messagesOf(doc).push([{ id, author, at, text }]), origin);
}

/** All messages that can be shown, oldest place first. The second message of the same id is passed over. */
export function listMessages(doc: Y.Doc): PlacedMessage[] {
  const seen = new Set<string>();
  const messages: PlacedMessage[] = [];
  for (let item = messagesOf(doc)._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    for (const entry of item.content.getContent() as unknown[]) {
      const message = readMessage(entry, item.id.client);
      if (message === undefined || seen.has(message.id)) continue;
      seen.add(message.id);
      messages.push(message);
    }
  }
  return messages;
}

/** Calls `listener` after every change of the messages; returns its undoing. */
export function observeMessages(doc: Y.Doc, listener: () => void): () => void {
  const messages = messagesOf(doc);
  messages.observe(listener);
  return () => messages.unobserve(listener);
}
