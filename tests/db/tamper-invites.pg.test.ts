/** Invites in the hands of somebody who owns the database: opened by a guest's own code, and waited with before a host with real keys. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '#crdt/base/bytes.ts';
import type { InviteId, RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { joinByInvite } from '#client/room/join.ts';
import { lookAtInvite } from '#client/room/look.ts';
import { createInvite, createRoom, enterRoom } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import type { Guest, Participant } from '#client/room/types.ts';
import { ada as adaOf } from '#tests/client/room/recovering.ts';
import { until } from '#tests/client/room/until.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { createTampering, type Tampering } from '#tests/support/tamper.ts';
import { casesOf, lineOf, readingOf, type Reading } from '#tests/support/tamper-lines.ts';
import { INVITE_LINES } from './tamper-lines-invites.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let tampering: Tampering;
let ada: Session;
let room: RoomId;
let host: Participant;
/** To be opened; another one; and one that was taken back. */
let links: readonly { readonly invite: string; readonly link: string }[];

const invite = async () => good(await createInvite({ session: ada, room, asks: ['place', 'consent'], consentWords: 'Nobody listens.' }));
beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  tampering = await createTampering(practice.databaseUrl);
  ada = await adaOf(practice);
  room = good(await createRoom({ session: ada, title: 'Tuesday' }));
  host = good(await enterRoom({ session: ada, room }));
  links = [await invite(), await invite(), await invite()];
  const params = { room, invite: links[2]?.invite ?? '' } as { room: RoomId; invite: InviteId };
  good(await ada.http.call('POST /api/rooms/:room/invites/:invite/revoke', { params }));
});
afterAll(async () => {
  await host.close();
  await tampering.close();
  await practice[Symbol.asyncDispose]();
});

/** What of a guest's waiting is said to their host. */
function said(guest: Guest | undefined): string {
  if (guest === undefined) return '! nobody waits';
  if (guest.checkIn.is !== 'answered') return `! check-in ${guest.checkIn.is}`;
  return guest.checkIn.sameWords === true ? `waits as a ${guest.role}` : '! other words';
}

/** A guest opens the link on a device that was never there, answers what they are asked and waits. */
async function look(): Promise<Reading> {
  // However often it was opened before.
  await tampering.past(['DELETE FROM sign_in_tries']);
  const [first, , third] = links;
  if (first === undefined || third === undefined) throw new Error('no links');
  const { link } = first;
  if ((await lookAtInvite(third)).ok) return 'waits by a link that was taken back';
  const wants = await lookAtInvite({ link });
  if (!wants.ok) return `! ${wants.code}`;
  const { asks, consentWords, role } = wants.value;
  const consent = { agreed: true, textHash: sha256(utf8(consentWords)) };
  const checkIn = { ...(asks.includes('place') ? { place: 'at home' } : {}), ...(asks.includes('consent') ? { consent } : {}) };
  const waiting = await joinByInvite({ link, name: 'Robin', ...(asks.length === 0 ? {} : { checkIn }) });
  if (!waiting.ok) return `! ${waiting.code}`;
  await until(waiting.value.state, ({ is }) => is === 'waiting' || is === 'closed');
  // Somebody who comes after them is shown after them: then all that is to be seen of them is seen.
  const after = good(await joinByInvite({ link: good(await createInvite({ session: ada, room })).link, name: 'Wren' }));
  const guests = await until(host.guests, (all) =>
    all.some(({ name, here, member }) => name === 'Wren' && here && member === after.member),
  );
  const reading = said(guests.find(({ name }) => name === 'Robin'));
  for (const one of [waiting.value, after]) {
    one.admitted.catch(() => undefined);
    one.cancel();
  }
  return role === 'participant' || reading.startsWith('!') ? reading : `is told to be ${role}`;
}

describe('an invite', () => {
  const tables = ['invites', 'members', 'sign_ins'];
  test('[D51] is opened and waited with', async () =>
    expect(await tampering.during(tables, 'SELECT', look)).toBe('waits as a participant'));
  const of = (at: number) => () => `id = '${links[at]?.invite}'`;
  const older = () => 'UPDATE invites SET revoked_at = NULL';
  const to = { asks: ["'{consent}'", "'{}'"], role: "'observer'" };
  const cases = casesOf(lineOf(INVITE_LINES, 'invites'), { table: 'invites', row: of(0), other: of(1), keys: ['id'], older, to });
  test.each(cases)('[D51] $what', async (one) => {
    expect(await readingOf(tampering, one, tables, look)).toBe(one.expected);
  });
});
