import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ask } from '#crdt/base/asks.ts';
import type { InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { base64, type Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { admissionBody, claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let ada: Person;
beforeAll(async () => {
  practice = await createPractice();
  ada = practice.person();
  await ada.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
});
afterAll(async () => await practice[Symbol.asyncDispose]());

const hashOf = (proof: string): string => createHash('sha256').update(Buffer.from(proof, 'base64url')).digest('base64url');
const proofs = () => randomBytes(32).toString('base64url');

type Wanted = { readonly passcode?: boolean; readonly asks?: readonly Ask[]; readonly room?: RoomId };
async function invited({ passcode = false, asks = [], room }: Wanted = {}) {
  const place = room === undefined ? await makeRoom(ada) : { room };
  const invite = randomUUID() as InviteId;
  const [proof, passcodeProof] = [proofs(), proofs()];
  const made = await ada.post(`/api/rooms/${place.room}/invites`, {
    invite,
    proofHash: hashOf(proof),
    ...(passcode ? { passcodeHash: hashOf(passcodeProof) } : {}),
    sealedSecret: base64(104, 9),
    asks,
    consentWords: asks.includes('consent') ? 'We meet by video. <b>Yes?</b>' : '',
  });
  expect(made.status).toBe(200);
  const look = (by: Person, shown = proof) => by.post(`/api/invites/${invite}/look`, { proof: shown });
  const claim = (by: Person, more: object = {}, keys = 11) =>
    by.post(`/api/invites/${invite}/claim`, { ...claimBody(proof, keys), ...more });
  return { ...place, invite, proof, passcodeProof, look, claim };
}

test('[A61] the link alone opens nothing where there is a passcode, and asking for it costs no try', async () => {
  const { look, claim, passcodeProof } = await invited({ passcode: true });
  const thief = practice.person();
  expect((await look(thief)).body).toMatchObject({ claimed: false, passcode: { triesLeft: 5 } });
  for (let i = 0; i < 7; i++) expect((await claim(thief)).body.error).toBe('passcode_wrong');
  expect(thief.cookies.size).toBe(0);
  expect((await look(thief)).body).toMatchObject({ passcode: { triesLeft: 5 } });
  expect((await claim(practice.person(), { passcodeProof })).status).toBe(200);
});

test('[A62] the fifth wrong passcode closes the invite, for whoever then knows the right one too', async () => {
  const { look, claim, passcodeProof, invite } = await invited({ passcode: true });
  for (let left = 4; left >= 1; left--) {
    expect((await claim(practice.person(), { passcodeProof: proofs() })).body.error).toBe('passcode_wrong');
    expect((await look(practice.person())).body).toMatchObject({ passcode: { triesLeft: left } });
  }
  expect((await claim(practice.person(), { passcodeProof: proofs() })).body.error).toBe('passcode_wrong');
  expect((await claim(practice.person(), { passcodeProof })).body.error).toBe('invite_closed');
  expect((await look(practice.person())).body.error).toBe('invite_closed');
  const written = (await practice.auditLog()).filter(({ subject }) => subject === `invite:${invite}`);
  expect(written.map((row) => row['outcome'])).toEqual([...Array.from({ length: 5 }, () => 'passcode_wrong'), 'invite_closed']);
});

test('[A62] five guesses at once are five guesses, not one', async () => {
  const { look, claim } = await invited({ passcode: true });
  const all = await Promise.all(Array.from({ length: 12 }, () => claim(practice.person(), { passcodeProof: proofs() })));
  expect(all.filter(({ body }) => body.error === 'passcode_wrong')).toHaveLength(5);
  expect(all.filter(({ body }) => body.error === 'invite_closed')).toHaveLength(7);
  expect((await look(practice.person())).body.error).toBe('invite_closed');
});

test('[A63] once somebody came, the link opens for nobody else, with or without the passcode, and nobody can close it for them', async () => {
  const { look, claim, passcodeProof } = await invited({ passcode: true });
  const robin = practice.person();
  const first = await claim(robin, { passcodeProof });
  expect(first.status).toBe(200);
  const thief = practice.person();
  for (let i = 0; i < 6; i++) expect((await claim(thief, { passcodeProof: proofs() }, 77)).body.error).toBe('invite_used');
  expect((await claim(thief, { passcodeProof }, 77)).body.error).toBe('invite_used');
  // The public keys are no secret: they alone, without the passcode, give no sign-in.
  for (let i = 0; i < 6; i++) expect((await claim(thief, { passcodeProof: proofs() })).body.error).toBe('passcode_wrong');
  expect((await claim(thief)).body.error).toBe('passcode_wrong');
  expect(thief.cookies.size).toBe(0);
  expect((await look(robin)).body).toMatchObject({ claimed: true });
  const again = await claim(robin, { passcodeProof });
  expect(again.body).toEqual(first.body);
});

test('[A64] an invite that asks for a check-in takes nobody without one, and none where it asks nothing', async () => {
  const asking = await invited({ asks: ['phone', 'consent', 'place'] });
  expect((await asking.look(practice.person())).body).toEqual({
    claimed: false,
    role: 'participant',
    asks: ['place', 'phone', 'consent'],
    consentWords: 'We meet by video. <b>Yes?</b>',
  });
  const robin = practice.person();
  expect((await asking.claim(robin)).body.error).toBe('check_in_needed');
  expect((await asking.claim(robin, { sealedCheckIn: base64(4097, 1) })).body.error).toBe('bad_shape');
  expect((await asking.claim(robin, { sealedCheckIn: base64(1064, 1) })).status).toBe(200);
  // Whoever comes again has answered.
  expect((await asking.claim(robin)).status).toBe(200);
  const plain = await invited();
  expect((await plain.claim(practice.person(), { sealedCheckIn: base64(1064, 1) })).body.error).toBe('bad_shape');
});

test('[A64] the answers lie with the member, are read by the room’s therapist alone, and go when the guest is refused', async () => {
  const { room, member: host } = await makeRoom(ada);
  const kept = await invited({ asks: ['alone'], room });
  const gone = await invited({ asks: ['alone'], room });
  const members: MemberId[] = [];
  for (const [one, value] of [
    [kept, 1],
    [gone, 2],
  ] as const) {
    const claimed = await one.claim(practice.person(), { sealedCheckIn: base64(1064, value) }, value * 10);
    members.push((claimed.body as unknown as { member: MemberId }).member);
  }
  const [stays = '' as MemberId, goes = '' as MemberId] = members;
  const access = practice.access.roomAccess;
  const waiting = await access.guests(room);
  expect(waiting.map(({ member, sealedCheckIn }) => [member, sealedCheckIn?.[0]])).toEqual([
    [stays, 1],
    [goes, 2],
  ]);
  await access.admit(room, host, admissionBody({ room, host, member: stays }, { keys: 10 }));
  await access.refuse(room, host, goes);
  const rows = await practice.db.app.begin(async (sql) => {
    await sql`SELECT set_config('holdspace.actor', 'system:claim', true)`;
    return await sql`SELECT id, sealed_check_in IS NULL AS gone FROM members WHERE room = ${room} AND invite IS NOT NULL`;
  });
  expect(Object.fromEntries(rows.map((row) => [row['id'], row['gone']]))).toEqual({ [stays]: false, [goes]: true });
  const read = await ada.get(`/api/rooms/${room}/check-ins`);
  expect(read.body).toMatchObject({ claims: [{ member: stays, sealedCheckIn: base64(1064, 1) }] });
  expect((read.body as unknown as { claims: unknown[] }).claims).toHaveLength(1);
  const invitation = await ada.post('/api/account-invites', { email: 'tess@example.org', roles: ['therapist'] });
  const tess = practice.person();
  const { token } = invitation.body as unknown as { token: string };
  await tess.register('tess@example.org', 'correct horse battery', { token });
  expect((await tess.get(`/api/rooms/${room}/check-ins`)).body.error).toBe('not_found');
  expect((await practice.person().get(`/api/rooms/${room}/check-ins`)).status).toBe(401);
  const written = (await practice.auditLog()).filter(({ action }) => action === 'room.read-check-in');
  expect(written.map((row) => row['outcome'])).toEqual(['ok', 'not_found']);
});

test('[A65] an invite begins with what this therapist asked last', async () => {
  await invited({ asks: ['consent', 'phone'] });
  expect((await ada.get('/api/invite-form')).body).toMatchObject({ asks: ['phone', 'consent'] });
  await invited();
  expect((await ada.get('/api/invite-form')).body).toMatchObject({ asks: [] });
});

test('[A66] the practice’s words are an admin’s to write, within bounds, and reach whoever waits as they are', async () => {
  const words = { waitingWords: ' <script>alert(1)</script> Take a breath. ', consentWords: 'We meet by video.' };
  expect((await ada.post('/api/practice/words', words)).status).toBe(200);
  expect((await ada.get('/api/practice/words')).body).toEqual({ ...words, waitingWords: words.waitingWords.trim() });
  expect((await ada.get('/api/invite-form')).body).toMatchObject({ consentWords: 'We meet by video.' });
  const { claim } = await invited();
  expect((await claim(practice.person())).body).toMatchObject({ waitingWords: words.waitingWords.trim() });
  for (const tooMuch of [{ ...words, waitingWords: 'x'.repeat(601) }, { ...words, consentWords: 'x'.repeat(2001) }, { waitingWords: 1 }]) {
    expect((await ada.post('/api/practice/words', tooMuch)).body.error).toBe('bad_shape');
  }
  const tess = practice.person();
  await tess.signIn('tess@example.org', 'correct horse battery');
  expect((await tess.post('/api/practice/words', words)).body.error).toBe('no_right');
  // Not even where a check were forgotten: the database lets only an admin.
  const forged = await practice.db.app.begin(async (sql) => {
    await sql`SELECT set_config('holdspace.actor', 'system:claim', true)`;
    return await sql`UPDATE practice SET waiting_words = 'forged' RETURNING 1`;
  });
  expect(forged).toHaveLength(0);
});

test('[A67] a link that nobody came in by is opened ten times an hour, whatever address asks; then it rests, and comes again', async () => {
  await using fresh = await createPractice();
  const ada = fresh.person();
  await ada.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  const { room } = await makeRoom(ada);
  const { invite, proof } = await makeInvite(ada, room);
  const look = async (given: string): Promise<string> =>
    (await fresh.person().post(`/api/invites/${invite}/look`, { proof: given })).body.error ?? 'opened';
  // Who does not hold the link uses up nothing.
  for (let i = 0; i < 15; i++) expect(await look(base64(32, 9))).toBe('invite_unknown');
  const many = await Promise.all(Array.from({ length: 14 }, () => look(proof)));
  expect(many.filter((one) => one === 'opened')).toHaveLength(10);
  expect(many.filter((one) => one === 'invite_paused')).toHaveLength(4);
  // How long is told in seconds, and gets less.
  const retryAfter = async () => (await fresh.person().post(`/api/invites/${invite}/look`, { proof })).headers.get('Retry-After');
  expect(await retryAfter()).toBe('3600');
  await fresh.clock.advance(600_500);
  expect(await retryAfter()).toBe('3000');
  expect((await fresh.person().post(`/api/invites/${invite}/claim`, claimBody(proof))).body.error).toBe('invite_paused');
  await fresh.clock.advance(2_999_500);
  const robin = claimBody(proof);
  expect((await fresh.person().post(`/api/invites/${invite}/claim`, robin)).status).toBe(200);
  // Whoever came in by it comes again as often as they like.
  for (let i = 0; i < 12; i++) expect((await fresh.person().post(`/api/invites/${invite}/claim`, robin)).status).toBe(200);
});

test('[A68] a therapist sees the links of their own room that still let somebody in, and until when one rests; nothing in it opens one', async () => {
  await using fresh = await createPractice();
  const ada = fresh.person();
  await ada.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  const { room } = await makeRoom(ada);
  type Listed = { readonly invite: string; readonly pausedUntil?: number; readonly closed: boolean };
  const listed = async () => ((await ada.get(`/api/rooms/${room}/invites`)).body as unknown as { invites: readonly Listed[] }).invites;
  expect(await listed()).toEqual([]);
  const first = await makeInvite(ada, room);
  const now = fresh.clock.now();
  await fresh.clock.advance(1000);
  const [second, gone, brief] = [
    await makeInvite(ada, room, undefined, 'observer'),
    await makeInvite(ada, room),
    await makeInvite(ada, room, 60_000),
  ];
  await ada.post(`/api/rooms/${room}/invites/${gone.invite}/revoke`);
  for (let i = 0; i < 11; i++) await fresh.person().post(`/api/invites/${first.invite}/look`, { proof: first.proof });
  await fresh.person().post(`/api/invites/${second.invite}/look`, { proof: second.proof });
  expect((await listed()).map(({ invite }) => invite)).toContain(brief.invite);
  await fresh.clock.advance(61_000);
  const week = 7 * 86_400_000;
  const listOf = (pausedUntil: object) => [
    { invite: second.invite, role: 'observer', createdAt: now + 1000, expiresAt: now + 1000 + week, closed: false },
    { invite: first.invite, role: 'participant', createdAt: now, expiresAt: now + week, closed: false, ...pausedUntil },
  ];
  expect(await listed()).toEqual(listOf({ pausedUntil: now + 1000 + 3_600_000 }));
  await fresh.clock.advance(3_600_000);
  expect(await listed()).toEqual(listOf({}));
  expect((await fresh.person().post(`/api/invites/${first.invite}/claim`, claimBody(first.proof))).status).toBe(200);
  expect((await listed()).map(({ invite }) => invite)).toEqual([second.invite]);
  const other = await ada.post('/api/account-invites', { email: 'una@example.org', roles: ['therapist'] });
  const una = fresh.person();
  await una.register('una@example.org', 'correct horse battery', { token: (other.body as unknown as { token: string }).token });
  expect((await una.get(`/api/rooms/${room}/invites`)).body).toEqual({ error: 'not_found' });
});
