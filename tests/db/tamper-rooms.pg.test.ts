/** Rooms, their members, grants and epochs in the hands of somebody who owns the database, read by the client's own code over a real server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createTamperedRooms } from '#tests/support/tamper-rooms.ts';
import { casesOf, lineOf, readingOf, type Doing } from '#tests/support/tamper-lines.ts';
import { ROOM_LINES } from './tamper-lines-rooms.ts';

let rooms: Awaited<ReturnType<typeof createTamperedRooms>>;
beforeAll(async () => {
  await sodiumReady();
  rooms = await createTamperedRooms();
});
afterAll(() => rooms[Symbol.asyncDispose]());

const shown = (table: string, doing: Omit<Doing, 'table'>, of?: string): void => {
  test.each(casesOf(lineOf(ROOM_LINES, table, of), { table, ...doing }))('[D51] $what', async (one) => {
    expect(await readingOf(rooms.tampering, one, ['rooms', 'members', 'grants', 'epochs', 'updates'], rooms.look)).toBe(one.expected);
  });
};
const its = () => `room = '${rooms.room}'`;
const others = () => `room = '${rooms.other}'`;
/** Before the epoch turned: the guest is inside, and nothing was written without them. */
const older = () => `UPDATE rooms SET epoch = 1 WHERE id = '${rooms.room}';
  DELETE FROM epochs WHERE ${its()}; DELETE FROM updates WHERE ${its()} AND epoch = 2;
  DELETE FROM members WHERE ${its()}; INSERT INTO members SELECT * FROM kept.members_before WHERE ${its()};
  DELETE FROM grants WHERE ${its()}; INSERT INTO grants SELECT * FROM kept.grants_before WHERE ${its()}`;
/** An account that came by an invite has all three. */
const withRoot = (state: string): string =>
  `UPDATE members SET sealed_root = sha256(sign_public), account = owner, invite = gen_random_uuid() WHERE ${state}`;

test('[D51] a room is read as it was left', async () => {
  const whole = 'Tuesday/ended/Ada therapist+Robin participant+Wren participant (out)/one+two+three+four/12/';
  expect(rooms.whole).toEqual({ ada: `${whole}at home`, robin: whole });
  expect(await rooms.look()).toBe('as it was');
});

describe('the room', () => {
  const [row, other] = [() => `id = '${rooms.room}'`, () => `id = '${rooms.other}'`];
  const to = {
    status: "UPDATE rooms SET status = 'open', ended_at = NULL WHERE id IN (SELECT room FROM epochs)",
    epoch: ['epoch - 1', 'epoch + 1'],
  };
  shown('rooms', { row, other, keys: ['id'], older, to });
});

describe('its members', () => {
  const member =
    (which: string, of: () => string = its) =>
    () =>
      `id = (SELECT id FROM members WHERE ${of()} AND ${which})`;
  const [host, participant, guest] = ["role = 'therapist'", "state = 'admitted' AND role = 'participant'", "state = 'removed'"];
  const to = { role: "'observer'", state: "'waiting'", account: 'owner', invite: 'gen_random_uuid()' };
  const [hosting, removed] = [withRoot(host), withRoot(guest)];
  const [ofHost, ofGuest] = [
    { invite: hosting, sealed_root: hosting },
    { account: removed, sealed_root: removed },
  ];
  const more = { keys: ['id'], older };
  shown('members', { row: member(host), other: member(participant), ...more, to: { ...to, ...ofHost } }, 'the host');
  shown('members', { row: member(participant), other: member(guest), ...more, to }, 'a participant');
  shown(
    'members',
    { row: member(guest), other: member(guest, others), ...more, to: { ...to, ...ofGuest } },
    'a guest who was removed, and had written nothing',
  );
});

describe('the grants of its keys', () => {
  const of = (role: string, epoch: number) => () =>
    `${its()} AND epoch = ${epoch} AND reader = (SELECT id FROM members WHERE ${its()} AND state = 'admitted' AND role = '${role}')`;
  const to = { epoch: ['epoch + 1', 'epoch + 5'], account: 'gen_random_uuid()' };
  shown('grants', { row: of('therapist', 2), other: of('participant', 2), keys: ['reader'], older, to }, 'to the host');
  shown('grants', { row: of('participant', 2), other: of('participant', 1), keys: ['epoch'], older, to }, 'to a participant');
});

describe('its epochs', () => {
  const to = { epoch: 'epoch + 1' };
  shown('epochs', { row: () => `${its()} AND epoch = 2`, other: () => `${others()} AND epoch = 2`, keys: ['room'], older, to });
});
