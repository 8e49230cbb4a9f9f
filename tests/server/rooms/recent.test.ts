import { expect, test } from 'vitest';
import { createBudget, createRecent } from '#server/rooms/recent.ts';

const update = (seq: number): Uint8Array => new Uint8Array(100).fill(seq);
const seqs = (items: readonly Uint8Array[] | undefined): readonly (number | undefined)[] | undefined => items?.map((item) => item[0]);

test('[R11] what became durable since the room was loaded is remembered, in order', () => {
  const recent = createRecent(createBudget(10_000), 3);
  for (const seq of [4, 5, 6]) recent.add(seq, update(seq));
  expect(seqs(recent.since(3, 6))).toEqual([4, 5, 6]);
  expect(seqs(recent.since(4, 5))).toEqual([5]);
  expect(recent.since(2, 6)).toBeUndefined();
  expect(recent.since(3, 7)).toBeUndefined();
});

test('[R11] what one join read is joined to it; what does not follow is not', () => {
  const recent = createRecent(createBudget(10_000), 3);
  recent.add(5, update(5));
  expect(recent.since(3, 5)).toBeUndefined();
  recent.add(4, update(4));
  recent.addBefore(2, [update(2)]);
  expect(recent.since(1, 4)).toBeUndefined();
  recent.addBefore(2, [update(2), update(3)]);
  expect(seqs(recent.since(1, 4))).toEqual([2, 3, 4]);
});

test('[R11] a snapshot takes the place of what it covers, and an older one is ignored', () => {
  const budget = createBudget(10_000);
  const recent = createRecent(budget, 0);
  expect(recent.snapshot).toBe('unknown');
  for (const seq of [1, 2, 3, 4]) recent.add(seq, update(seq));
  recent.setSnapshot({ seq: 3, sealed: new Uint8Array(500) });
  recent.setSnapshot({ seq: 2, sealed: new Uint8Array(500) });
  expect(recent.snapshot).toMatchObject({ seq: 3 });
  expect(seqs(recent.since(3, 4))).toEqual([4]);
  expect(recent.since(0, 4)).toBeUndefined();
  expect(budget.used).toBe(600);
  recent.forget();
  expect(budget.used).toBe(0);
});

test('[R11] beyond the budget of all rooms nothing is remembered, and nothing is wrong', () => {
  const budget = createBudget(450);
  const [one, two] = [createRecent(budget, 0), createRecent(budget, 0)];
  for (const seq of [1, 2, 3, 4]) one.add(seq, update(seq));
  two.add(1, update(1));
  two.add(2, update(2));
  expect(two.since(0, 2)).toBeUndefined();
  two.setSnapshot({ seq: 2, sealed: new Uint8Array(500) });
  expect(two.snapshot).toBe('unknown');
  one.add(5, update(5));
  expect(seqs(one.since(4, 5))).toEqual([5]);
  one.forget();
  two.add(3, update(3));
  expect(seqs(two.since(2, 3))).toEqual([3]);
  two.forget();
  expect(budget.used).toBe(0);
});
