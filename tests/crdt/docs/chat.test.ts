import { expect, test } from 'vitest';
import { addMessage, listMessages, MAX_MESSAGE_CHARS, observeMessages, sendableText } from '#crdt/docs/chat.ts';
import { countUpdates, KIM, SAM, twoCopies } from './fixtures.ts';

const message = (n: number, author = SAM) => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  author,
  at: 1_790_000_000_000 + n,
  text: `hello ${n} 🙂`,
});

test('[C1] messages come in the same order on every copy, with the device that wrote each', () => {
  const { a, b, exchange } = twoCopies();
  const updates = countUpdates(a);
  let told = 0;
  const stop = observeMessages(b, () => told++);
  addMessage(a, message(1));
  expect(updates()).toBe(1);
  addMessage(b, message(2, KIM));
  exchange();
  addMessage(a, message(3));
  exchange();
  expect(listMessages(a)).toEqual(listMessages(b));
  expect(listMessages(b)).toContainEqual({ ...message(1), writer: 1 });
  expect(listMessages(a)).toContainEqual({ ...message(2, KIM), writer: 2 });
  expect(told).toBe(3);
  stop();
  addMessage(b, message(4));
  expect(told).toBe(3);
});

test('[C2] entries that no honest author writes are passed over', () => {
  const { a } = twoCopies();
  const good = message(1);
  const bad: unknown[] = [1, 'text', null, [], {}, { ...good, id: 'x' }, { ...good, author: 7 }, { ...good, at: 0.5 }, { ...good, at: -1 }];
  bad.push({ ...good, text: '' }, { ...good, text: 'x'.repeat(MAX_MESSAGE_CHARS + 1) }, { ...good, text: { toString: 1 } });
  a.getArray('messages').push(bad);
  addMessage(a, good);
  a.getArray('messages').push([{ ...good, text: 'the same id again' }]);
  a.getArray('messages').push([{ ...message(2), extra: 'dropped' }]);
  expect(listMessages(a)).toEqual([
    { ...good, writer: 1 },
    { ...message(2), writer: 1 },
  ]);
});

test('[C3] white space alone and more than 4,000 characters are not sent', () => {
  expect(sendableText(' \n ')).toBeUndefined();
  expect(sendableText('x'.repeat(MAX_MESSAGE_CHARS + 1))).toBeUndefined();
  expect(sendableText('  yes ')).toBe('yes');
  expect(() => addMessage(twoCopies().a, { ...message(1), text: '' })).toThrow(RangeError);
});
