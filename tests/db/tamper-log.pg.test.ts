/** The sealed log and its snapshots in the hands of somebody who owns the database, caught up by the client's own code over a real server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOCS } from '#crdt/base/docs.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createTamperedRooms } from '#tests/support/tamper-rooms.ts';
import { casesOf, lineOf, readingOf, type Doing } from '#tests/support/tamper-lines.ts';
import { LOG_LINES } from './tamper-lines-log.ts';

let rooms: Awaited<ReturnType<typeof createTamperedRooms>>;
beforeAll(async () => {
  await sodiumReady();
  rooms = await createTamperedRooms();
});
afterAll(() => rooms[Symbol.asyncDispose]());

const shown = (table: string, doing: Omit<Doing, 'table'>, of?: string): void => {
  test.each(casesOf(lineOf(LOG_LINES, table, of), { table, ...doing }))('[D51] $what', async (one) => {
    expect(await readingOf(rooms.tampering, one, ['updates', 'snapshots'], rooms.look)).toBe(one.expected);
  });
};
const at = (doc: keyof typeof DOCS, seq: string) => () => `room = '${rooms.room}' AND doc = ${DOCS[doc]} AND seq = ${seq}`;
/** There is no other doc in which nothing stands there. */
const to = { doc: '7' };

describe('the log', () => {
  // The chat has four updates, two of each epoch, and no snapshot.
  const older = () => `DELETE FROM updates WHERE ${at('chat', '4')()}`;
  shown('updates', { row: at('chat', '4'), other: at('chat', '3'), keys: ['seq'], older, to }, 'the last');
  shown('updates', { row: at('chat', '2'), other: at('chat', '3'), keys: ['seq'], older, to }, 'one before it');
  const ofSnapshot = { row: at('drawing', '2'), other: at('drawing', '3'), keys: ['seq'], older, to };
  shown('updates', ofSnapshot, 'one that a snapshot stands for');
});

describe('its snapshots', () => {
  const to = { replaces: 'replaces - 1', doc: '7' };
  const newest = '(SELECT max(seq) FROM snapshots)';
  const older = () => `DELETE FROM snapshots WHERE ${at('drawing', newest)()}`;
  shown('snapshots', {
    row: at('drawing', newest),
    other: at('drawing', '(SELECT min(seq) FROM snapshots)'),
    keys: ['seq', 'replaces'],
    older,
    to,
  });
});
