import { expect, test } from 'vitest';
import { z } from 'zod';
import { queryText } from '#client/net/http.ts';
import { pageOf, pageQuery, readCursor, wholeNumber, writeCursor } from '#server/contract/query.ts';
import { shapeOf } from '#server/contract/reference.ts';
import { noQuery } from '#server/contract/route-row.ts';

const query = pageQuery({ from: wholeNumber(0).optional(), kind: z.enum(['a', 'b']) });

test('[H40] a query is read from text: digits become numbers, what is left out has its usual value', () => {
  expect(query.parse({ kind: 'a' })).toEqual({ kind: 'a', limit: 50 });
  expect(query.parse({ kind: 'b', limit: '200', from: '0', cursor: 'abc' })).toEqual({ kind: 'b', limit: 200, from: 0, cursor: 'abc' });
});

test('[H40] what is not named, not a number or out of bounds is refused', () => {
  for (const wrong of ['', ' 1', '1 ', '01', '1e1', '0x1', '-1', '1.5', '201', '0', 'NaN', '99999999999999999'])
    expect([wrong, query.safeParse({ kind: 'a', limit: wrong }).success]).toEqual([wrong, false]);
  for (const wrong of [{}, { kind: 'c' }, { kind: 'a', knd: 'a' }, { kind: 'a', cursor: '' }, { kind: 'a', cursor: 'a b' }, undefined])
    expect(query.safeParse(wrong).success).toBe(false);
  expect(noQuery.safeParse({ any: 'thing' }).success).toBe(false);
});

test('[H40] the shape is printed as what a caller gives', () => {
  expect(shapeOf(query)).toMatchObject({
    properties: { limit: { type: 'integer', minimum: 1, maximum: 200 }, from: { type: 'integer' } },
    required: ['kind'],
  });
});

test('[H40] the client writes no more than was given', () => {
  expect(queryText()).toBe('');
  expect(queryText({ cursor: undefined })).toBe('');
  expect(queryText({ kind: 'a&b', limit: 5, cursor: undefined })).toBe('?kind=a%26b&limit=5');
});

test('[H41] a cursor gives back what it was made from, and nothing for what somebody made up', () => {
  const shape = z.tuple([z.int(), z.string()]);
  expect(readCursor(shape, writeCursor([7, 'é']))).toEqual([7, 'é']);
  for (const wrong of ['', 'A', '!', writeCursor(['7', 'é']), writeCursor([7]), 'bnVsbA', 'e30'])
    expect(readCursor(shape, wrong)).toBe(undefined);
});

test('[H41] a page tells where it ends as long as there is more', () => {
  const page = pageOf('things', z.int());
  expect(page.parse({ things: [1], next: 'abc' })).toEqual({ things: [1], next: 'abc' });
  expect(page.parse({ things: [] })).toEqual({ things: [] });
  expect(page.safeParse({}).success).toBe(false);
});
