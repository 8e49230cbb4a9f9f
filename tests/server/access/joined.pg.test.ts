/** Accounts as members of others' rooms: claiming an invite, entering, reading, and what ends it. */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { createLogStore } from '#db/log.ts';
import type { RoomAccess } from '#server/rooms/access.ts';
import { logEntries } from '#tests/support/log-entries.ts';
import { accountClaim, claimWithAccount, registerParticipant, type Participant } from '#tests/support/participants.ts';
import { base64, type Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { admissionBody, claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let access: RoomAccess;
let owner: postgres.Sql;
let ada: Person;
let robin: Participant;
let wren: Participant;
beforeAll(async () => {
  practice = await createPractice();
  access = practice.access.roomAccess;
  owner = postgres(practice.database.url, { max: 1 });
  ada = practice.person();
  await ada.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  robin = await registerParticipant(ada, practice.person(), 'robin@example.org');
  wren = await registerParticipant(ada, practice.person(), 'wren@example.org');
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

const visitor = ({ account }: { account: AccountId }) => ({ is: 'account', account }) as const;
async function admit(room: RoomId, host: MemberId, member: MemberId, keys: Participant): Promise<void> {
  expect(await access.admit(room, host, admissionBody({ room, host, member }, { keys }))).toMatchObject({ ok: true });
}
const claim = async (one: Participant, invite: string, body: object): Promise<string> =>
  (await one.person.post(`/api/invites/${invite}/claim-as-account`, body)).body.error ?? 'ok';
/** How that room stands in their list; undefined where it is not there. */
const listed = async ({ person }: Participant, room: RoomId): Promise<string | undefined> =>
  ((await person.get('/api/sessions')).body as unknown as { sessions: { room: string; status: string }[] }).sessions.find(
    (one) => one.room === room,
  )?.status;

test('[A83] an invite is claimed with the keys that the account has, once, by nobody in its name', async () => {
  const { room } = await makeRoom(ada);
  const { invite, proof } = await makeInvite(ada, room);
  const body = accountClaim(proof, robin);
  expect((await practice.person().post(`/api/invites/${invite}/claim-as-account`, body)).body.error).toBe('not_signed_in');
  expect(await claim(robin, invite, accountClaim(base64(32, 1), robin))).toBe('invite_unknown');
  expect(await claim(robin, invite, { ...body, boxPublic: base64(32, 9) })).toBe('keys_changed');
  expect(await claim(robin, invite, accountClaim(proof, wren))).toBe('keys_changed');
  expect(await claim(robin, invite, body)).toBe('ok');
  // Again, from another device: the same member. Nobody else, nor a guest who shows the same public keys.
  expect(await claim(robin, invite, body)).toBe('ok');
  expect(await claim(wren, invite, accountClaim(proof, wren))).toBe('invite_used');
  const guest = practice.person();
  const { signPublic, boxPublic } = robin;
  expect((await guest.post(`/api/invites/${invite}/claim`, { ...claimBody(proof), signPublic, boxPublic })).body.error).toBe('invite_used');
  expect(guest.cookies.size).toBe(0);
  const rows = await owner`SELECT state FROM members WHERE room = ${room} AND account = ${robin.account}`;
  expect(rows.map(({ state }) => String(state))).toEqual(['waiting']);
  const entries =
    await owner`SELECT outcome FROM audit WHERE action = 'room.claim' AND actor = ${`account:${robin.account}`} AND outcome = 'ok'`;
  expect(entries).toHaveLength(2);
});

test('[A83] a therapist is told that a link leads to their own room; another link to the same room leads to the place one has', async () => {
  const { room, member: host } = await makeRoom(ada);
  const { invite, proof } = await makeInvite(ada, room);
  const [own] = await owner<{ sign: Uint8Array; box: Uint8Array }[]>`SELECT sign_public AS sign, box_public AS box FROM accounts a
    JOIN rooms r ON r.owner = a.id WHERE r.id = ${room}`;
  const keys = {
    signPublic: Buffer.from(own?.sign ?? []).toString('base64url'),
    boxPublic: Buffer.from(own?.box ?? []).toString('base64url'),
  };
  expect((await ada.post(`/api/invites/${invite}/claim-as-account`, accountClaim(proof, keys))).body.error).toBe('own_room');
  const member = await claimWithAccount(ada, room, robin);
  expect(await claimWithAccount(ada, room, robin)).toBe(member);
  await admit(room, host, member, robin);
  expect(await claimWithAccount(ada, room, robin)).toBe(member);
});

test('[A83] the database itself lets nobody wait in an account’s name with other keys', async () => {
  const { room } = await makeRoom(ada);
  const { invite } = await makeInvite(ada, room);
  const [{ owner: host } = { owner: '' }] = await owner<{ owner: string }[]>`SELECT owner FROM rooms WHERE id = ${room}`;
  const add = (account: AccountId, of: AccountId) =>
    practice.db.app.begin(async (tx) => {
      await tx`SELECT set_config('holdspace.actor', 'system:claim', true)`;
      await tx`INSERT INTO members (id, room, owner, account, invite, role, state, sign_public, box_public, sealed_name, mac, sealed_root, since)
        SELECT gen_random_uuid(), ${room}, ${host}, ${account}, ${invite}, 'participant', 'waiting', sign_public, box_public, 'x', 'x', 'x', now()
        FROM accounts WHERE id = ${of}`;
    });
  await expect(add(robin.account, wren.account)).rejects.toMatchObject({ code: '42501' });
  await expect(add(host as AccountId, host as AccountId)).rejects.toMatchObject({ code: '42501' });
  await add(robin.account, robin.account);
  await expect(add(robin.account, robin.account)).rejects.toMatchObject({ code: '23505' });
});

test('[A84] waits, is admitted, enters by the account from anywhere, and keeps reading when the room has ended; a guest does not', async () => {
  const { room, member: host } = await makeRoom(ada);
  const member = await claimWithAccount(ada, room, robin);
  expect(await access.enter(visitor(wren), room)).toEqual({ ok: false, code: 'not_found' });
  expect(await access.enter(visitor(robin), room)).toEqual({
    ok: true,
    value: { state: 'waiting', member, ahead: 0, locked: false, words: '' },
  });
  expect(await access.guests(room)).toMatchObject([{ member, account: robin.account }]);
  expect(await listed(robin, room)).toBeUndefined();
  await admit(room, host, member, robin);
  await createLogStore(practice.db).commit(logEntries(room, host, 2));
  const inside = await access.enter(visitor(robin), room);
  if (!inside.ok || inside.value.state !== 'inside') throw new Error('not inside');
  expect(inside.value).toMatchObject({ role: 'participant', rights: 7, view: { you: member, host, status: 'open' } });
  // What it sealed for itself comes back; whose accounts the others are is the host's alone to know.
  expect(inside.value.view.own?.sealedRoot.length).toBe(100);
  expect(inside.value.view.accounts).toBeUndefined();
  expect(await listed(robin, room)).toBe('open');
  expect(await access.end(room, host)).toMatchObject({ ok: true });
  expect(await access.enter(visitor(robin), room)).toMatchObject({ ok: true, value: { state: 'inside', view: { status: 'ended' } } });
  expect(await createLogStore(practice.db).tail(room, 'drawing', 0, 2, 1000, member)).toHaveLength(2);
  expect(await listed(robin, room)).toBe('ended');
  expect(await listed(wren, room)).toBeUndefined();
});

test('[A84] refused or removed, they are out with their account too; who only waited when the room ended never was in it', async () => {
  const refusedFrom = await makeRoom(ada);
  const refused = await claimWithAccount(ada, refusedFrom.room, wren);
  expect(await access.refuse(refusedFrom.room, refusedFrom.member, refused)).toMatchObject({ ok: true });
  expect(await access.enter(visitor(wren), refusedFrom.room)).toEqual({ ok: false, code: 'not_found' });
  // A new link is a new question.
  expect(await claimWithAccount(ada, refusedFrom.room, wren)).not.toBe(refused);

  const left = await makeRoom(ada);
  const member = await claimWithAccount(ada, left.room, wren);
  await admit(left.room, left.member, member, wren);
  await owner`UPDATE members SET state = 'removed' WHERE id = ${member}`;
  await owner`UPDATE grants SET revoked_at = now() WHERE reader = ${member}`;
  expect(await access.enter(visitor(wren), left.room)).toEqual({ ok: false, code: 'not_found' });

  const over = await makeRoom(ada);
  await claimWithAccount(ada, over.room, wren);
  expect(await access.end(over.room, over.member)).toMatchObject({ ok: true });
  expect(await access.enter(visitor(wren), over.room)).toEqual({ ok: false, code: 'not_found' });
  for (const { room } of [left, over]) expect(await listed(wren, room)).toBeUndefined();
});

test('[A84] an account that began anew is out of where it was, and comes by a new link as somebody new', async () => {
  const kit = await registerParticipant(ada, practice.person(), 'kit@example.org');
  const { room, member: host } = await makeRoom(ada);
  const before = await claimWithAccount(ada, room, kit);
  await admit(room, host, before, kit);
  // As a reset leaves it: the member has other keys than the account by now, and the grants are given up.
  await owner`UPDATE members SET sign_public = ${randomBytes(32)} WHERE id = ${before}`;
  await owner`UPDATE grants SET revoked_at = now() WHERE reader = ${before}`;
  expect(await access.enter(visitor(kit), room)).toEqual({ ok: false, code: 'not_found' });
  const after = await claimWithAccount(ada, room, kit);
  expect(after).not.toBe(before);
  await admit(room, host, after, kit);
  expect(await access.enter(visitor(kit), room)).toMatchObject({ ok: true, value: { state: 'inside', view: { you: after } } });
});

test('[O1] an admin’s list says that somebody came with an account, and not who it is', async () => {
  const { room, member: host } = await makeRoom(ada);
  const member = await claimWithAccount(ada, room, robin);
  await admit(room, host, member, robin);
  await access.visitStarted(room, member);
  const all = (await ada.get('/api/admin/rooms')).body as unknown as { rooms: { room: string; visits: { label: string }[] }[] };
  expect(all.rooms.find((one) => one.room === room)?.visits.map(({ label }) => label)).toEqual(['with an account']);
});
