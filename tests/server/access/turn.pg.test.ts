/** Turning a room's epoch in the database: what is kept, and what is refused there whatever the rooms in memory let through. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { ALL_RIGHTS, RIGHTS } from '#crdt/base/rights.ts';
import { encodeEpoch, EPOCH_SIGN_LABEL, type EpochStatement } from '#crdt/keys/epoch-layout.ts';
import { createLogStore } from '#db/log.ts';
import type { Leaving } from '#server/contract/turn.ts';
import type { RoomAccess } from '#server/rooms/access.ts';
import { logEntries } from '#tests/support/log-entries.ts';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { admissionBody, claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let access: RoomAccess;
let therapist: Person;
let account: AccountId;
beforeAll(async () => {
  practice = await createPractice();
  access = practice.access.roomAccess;
  therapist = practice.person();
  const made = await therapist.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  account = (made.body as unknown as { account: AccountId }).account;
});
afterAll(async () => await practice[Symbol.asyncDispose]());

async function waitingGuest() {
  const { room, member: host } = await makeRoom(therapist);
  const { invite, proof } = await makeInvite(therapist, room);
  const person = practice.person();
  const claimed = await person.post(`/api/invites/${invite}/claim`, claimBody(proof));
  const { member } = claimed.body as unknown as { member: MemberId };
  return { room, host, invite, proof, person, member, guest: { is: 'guest', room, member } as const };
}
const cookie = (person: Person) => `holdspace_guest=${person.cookies.get('holdspace_guest')}`;

/** A turn as the host's browser makes it, with the signature of real keys and bytes that nobody has to open. */
function turnBody(at: { room: RoomId; signSecret: KeyObject }, change: Partial<EpochStatement>, leaving: readonly Leaving[] = []) {
  const start = { seq: 0, head: new Uint8Array(32) };
  const members = change.members ?? [];
  const said = { room: at.room, epoch: 2, previous: new Uint8Array(32), newcomers: ALL_RIGHTS, previousKey: randomBytes(104) };
  const statement = encodeEpoch({ ...said, ends: { drawing: start, chat: start }, ...change, members });
  const label = Buffer.from(EPOCH_SIGN_LABEL);
  const signature = sign(null, Buffer.concat([Buffer.from([label.length]), label, statement]), at.signSecret);
  const grants = members.map(({ member }) => ({ reader: member, sealed: randomBytes(80), signature: randomBytes(64) }));
  return { statement, signature, grants, leaving: [...leaving] };
}
const ENDS = { drawing: { seq: 0, head: new Uint8Array(32) }, chat: { seq: 0, head: new Uint8Array(32) } };

/** A room whose host's public key is one that the test can sign with, and a guest inside. */
async function turnable() {
  const made = await waitingGuest();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const owner = postgres(practice.database.url, { max: 1 });
  await owner`UPDATE members SET sign_public = ${raw} WHERE id = ${made.host}`;
  await owner.end();
  await access.admit(made.room, made.host, admissionBody(made));
  const hostIn = { member: made.host, role: 'therapist', rights: ALL_RIGHTS } as const;
  const guestIn = { member: made.member, role: 'participant', rights: ALL_RIGHTS } as const;
  return { ...made, signSecret: privateKey, hostIn, guestIn };
}

test('[G25] a turn removes for good: grants, sign-in and link end in its transaction, and what was read before is read no more', async () => {
  const at = await turnable();
  const { room, host, member, guest, invite, proof, hostIn } = at;
  const removed = [{ member, to: 'removed' }] as const;
  expect(await access.turn(room, host, turnBody(at, { members: [hostIn] }, removed), ENDS)).toMatchObject({ ok: true });
  expect(await access.enter(guest, room)).toEqual({ ok: false, code: 'not_found' });
  expect(await practice.access.signIns.authenticate({ cookieHeader: cookie(at.person), as: 'guest' })).toMatchObject({ ok: false });
  expect((await practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof))).body).toEqual({ error: 'invite_over' });
  const entry = await access.enter({ is: 'account', account }, room);
  if (!entry.ok || entry.value.state !== 'inside') throw new Error('not inside');
  expect(entry.value.view).toMatchObject({ epoch: 2, epochs: [{}] });
  // Their keys go on being told: what they wrote stands in the log.
  expect(entry.value.view.members.map(({ id }) => id)).toEqual([host, member]);
});

test('[G25] a server that grants a removed member is refused by its own rules, and so is whoever was never let in', async () => {
  const at = await turnable();
  const { room, host, member, hostIn, guestIn } = at;
  await access.turn(room, host, turnBody(at, { members: [hostIn] }, [{ member, to: 'removed' }]), ENDS);
  const previous = createHash('sha256')
    .update(await newest(room))
    .digest();
  const again = turnBody(at, { epoch: 3, previous, members: [hostIn, guestIn] });
  expect(await access.turn(room, host, again, ENDS)).toEqual({ ok: false, code: 'not_found' });
  const stranger = { member: crypto.randomUUID() as MemberId, role: 'participant', rights: ALL_RIGHTS } as const;
  expect(await access.turn(room, host, turnBody(at, { epoch: 3, previous, members: [hostIn, stranger] }), ENDS)).toEqual({
    ok: false,
    code: 'not_found',
  });
});

test('[G26] a turn that is forged, of another epoch or history, of other ends, or forgets somebody is refused, and nothing of it is kept', async () => {
  const at = await turnable();
  const { room, host, member, hostIn, guestIn } = at;
  const both = { members: [hostIn, guestIn] };
  const good = turnBody(at, both);
  const forged = { ...good, signature: randomBytes(64) };
  const turned = (body: typeof good, by = host) => access.turn(room, by, body, ENDS);
  expect(await turned(forged)).toEqual({ ok: false, code: 'no_right' });
  expect(await turned(good, member)).toEqual({ ok: false, code: 'no_right' });
  expect(await turned(turnBody(at, { ...both, epoch: 3 }))).toEqual({ ok: false, code: 'wrong_epoch' });
  expect(await turned(turnBody(at, { ...both, previous: randomBytes(32) }))).toEqual({ ok: false, code: 'wrong_epoch' });
  const far = { drawing: { seq: 1, head: randomBytes(32) }, chat: ENDS.chat };
  expect(await turned(turnBody(at, { ...both, ends: far }))).toEqual({ ok: false, code: 'snapshot_mismatch' });
  expect(await turned(turnBody(at, { members: [hostIn] }))).toEqual({ ok: false, code: 'not_found' });
  expect(await turned({ ...good, grants: good.grants.slice(1) })).toEqual({ ok: false, code: 'bad_shape' });
  const two = { ...guestIn, role: 'therapist' } as const;
  expect(await turned(turnBody(at, { members: [hostIn, two] }))).toEqual({ ok: false, code: 'no_right' });
  expect(await turned(turnBody(at, { members: [guestIn] }, [{ member: host, to: 'removed' }]))).toEqual({ ok: false, code: 'no_right' });
  const entry = await access.enter({ is: 'account', account }, room);
  expect(entry).toMatchObject({ ok: true, value: { view: { epoch: 1, epochs: [] } } });
  expect(await turned(good)).toMatchObject({ ok: true });
  expect(await turned(good)).toEqual({ ok: false, code: 'wrong_epoch' });
});

test('[G27] the database keeps no update of an epoch that is over, of a doc that its sender may not write, or of somebody who is out', async () => {
  const at = await turnable();
  const { room, host, member, hostIn, guestIn } = at;
  const store = createLogStore(practice.db);
  const [first] = logEntries(room, member, 1);
  if (first === undefined) throw new Error('no entry');
  const refused = { ok: false, code: 'refused' };
  expect(await store.commit(logEntries(room, crypto.randomUUID() as MemberId, 1))).toEqual(refused);
  const chatting = { ...guestIn, rights: RIGHTS.chat };
  expect(await access.turn(room, host, turnBody(at, { members: [hostIn, chatting] }), ENDS)).toMatchObject({ ok: true });
  expect(await store.commit([first])).toEqual(refused);
  expect(await store.commit([{ ...first, epoch: 2 }])).toEqual(refused);
  expect(await store.commit([{ ...first, epoch: 2, doc: 'chat' }])).toEqual({ ok: true, value: undefined });
  const previous = createHash('sha256')
    .update(await newest(room))
    .digest();
  const ends = { drawing: ENDS.drawing, chat: { seq: 1, head: first.head } };
  const out = turnBody(at, { epoch: 3, previous, ends, members: [hostIn] }, [{ member, to: 'removed' }]);
  expect(await access.turn(room, host, out, ends)).toMatchObject({ ok: true });
  expect(await store.commit([{ ...first, epoch: 3, doc: 'chat', seq: 2, counter: 2 }])).toEqual(refused);
  expect(await store.commit(logEntries(room, host, 1).map((entry) => ({ ...entry, epoch: 3 })))).toEqual({ ok: true, value: undefined });
  // Whoever was removed is shown nothing any more, were it asked for in their name.
  expect(await store.tail(room, 'drawing', 0, 9, 1 << 20, member)).toEqual([]);
});

test('[G28] whoever is sent back waits again, reads nothing, is not let in by an admission, and comes back by a turn with a grant', async () => {
  const at = await turnable();
  const { room, host, member, guest, hostIn, guestIn } = at;
  await createLogStore(practice.db).commit(logEntries(room, host, 1));
  const ends = { drawing: { seq: 1, head: randomBytes(32) }, chat: ENDS.chat };
  const back = turnBody(at, { ends, members: [hostIn] }, [{ member, to: 'waiting' }]);
  expect(await access.turn(room, host, back, ends)).toMatchObject({ ok: true });
  expect(await access.enter(guest, room)).toEqual({ ok: true, value: { state: 'waiting', member, ahead: 0, locked: false } });
  const store = createLogStore(practice.db);
  await store.commit(logEntries(room, host, 1).map((entry) => ({ ...entry, epoch: 2, seq: 2 })));
  expect((await store.tail(room, 'drawing', 1, 2, 1 << 20, member)).length).toBe(0);
  const again = admissionBody({ room, host, member }, { epoch: 2 });
  expect(await access.admit(room, host, again)).toEqual({ ok: false, code: 'not_found' });
  const previous = createHash('sha256')
    .update(await newest(room))
    .digest();
  const later = { drawing: { seq: 2, head: randomBytes(32) }, chat: ENDS.chat };
  expect(await access.turn(room, host, turnBody(at, { epoch: 3, previous, ends: later, members: [hostIn, guestIn] }), later)).toMatchObject(
    {
      ok: true,
    },
  );
  expect(await access.enter(guest, room)).toMatchObject({ ok: true, value: { state: 'inside', view: { epoch: 3 } } });
  expect((await store.tail(room, 'drawing', 0, 2, 1 << 20, member)).length).toBe(2);
});

test('[G30] the database gives an observer nothing, and no turn makes another of them', async () => {
  const at = await turnable();
  const { room, host, hostIn, guestIn } = at;
  const { invite, proof } = await makeInvite(therapist, room, undefined, 'observer');
  expect(invite).toMatch(/^[0-9a-f-]{36}$/);
  const claimed = await practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof));
  const { member } = claimed.body as unknown as { member: MemberId };
  // Of another guest, with other keys, or of the host's own role: not a statement about who waits here.
  for (const wrong of [{ ...admissionBody({ room, host, member: host }), member }, admissionBody({ room, host, member }, { keys: 12 })]) {
    expect(await access.admit(room, host, wrong)).toEqual({ ok: false, code: 'bad_shape' });
  }
  const raised = admissionBody({ room, host, member });
  raised.statement[1] = 1;
  expect(await access.admit(room, host, raised)).toEqual({ ok: false, code: 'bad_shape' });
  expect(await access.admit(room, host, admissionBody({ room, host, member }, { role: 'observer' }))).toMatchObject({ ok: true });
  const guest = { is: 'guest', room, member } as const;
  expect(await access.enter(guest, room)).toMatchObject({ ok: true, value: { state: 'inside', role: 'observer', rights: 0 } });
  const asOther = { member, role: 'participant', rights: ALL_RIGHTS } as const;
  expect(await access.turn(room, host, turnBody(at, { members: [hostIn, guestIn, asOther] }), ENDS)).toEqual({
    ok: false,
    code: 'no_right',
  });
  const asHost = practice.db.app.begin(async (sql) => {
    await sql`SELECT set_config('holdspace.actor', ${`account:${account}`}, true)`;
    await sql`DELETE FROM writers WHERE member = ${member}`;
    await sql`INSERT INTO writers (room, member, owner, epoch, rights, host) VALUES (${room}, ${member}, ${account}, 1, 4, false)`;
  });
  await expect(asHost).rejects.toThrow(/row-level security/);
});

async function newest(room: RoomId): Promise<Uint8Array> {
  const entry = await access.enter({ is: 'account', account }, room);
  if (!entry.ok || entry.value.state !== 'inside') throw new Error('not inside');
  return entry.value.view.epochs.at(-1)?.statement ?? new Uint8Array();
}
