/** Participants' accounts: who may invite to one, what it may do, and what of others it learns. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId } from '#crdt/base/ids.ts';
import { base64, refusalOf, type Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

const PASSWORD = 'seven quiet herons by the weir';
let practice: Practice;
let owner: postgres.Sql;
let admin: Person;
let ada: Person;
let robin: Person;
const accounts = new Map<string, AccountId>();

const tokenOf = (answer: { readonly body: unknown }): string => (answer.body as { readonly token: string }).token;
async function register(name: string, token: string): Promise<Person> {
  const person = practice.person();
  const made = await person.register(`${name}@example.org`, PASSWORD, { token });
  if (made.status !== 200) throw new Error(made.body.error);
  accounts.set(name, (made.body as unknown as { account: AccountId }).account);
  return person;
}
const inviteStaff = (email: string, roles: readonly string[]) => admin.post('/api/account-invites', { email, roles });
const inviteParticipant = (therapist: Person, email: string) => therapist.post('/api/participant-invites', { email });

beforeAll(async () => {
  practice = await createPractice();
  owner = postgres(practice.database.url, { max: 1 });
  admin = practice.person();
  await admin.register('first@example.org', PASSWORD, {});
  ada = await register('ada', tokenOf(await inviteStaff('ada@example.org', ['therapist'])));
  robin = await register('robin', tokenOf(await inviteParticipant(ada, 'robin@example.org')));
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

test('[A80] a therapist invites to a participant account and to nothing else; an admin invites staff and no participant', async () => {
  expect(await owner`SELECT roles FROM accounts WHERE id = ${accounts.get('robin') ?? ''}`).toEqual([{ roles: ['participant'] }]);
  expect((await ada.post('/api/participant-invites', { email: 'x@example.org', roles: ['admin'] })).status).toBe(200);
  const made = await owner`SELECT roles FROM account_invites WHERE invited_by = ${accounts.get('ada') ?? ''}`;
  expect(made.map(({ roles }) => String(roles))).toEqual(['participant', 'participant']);
  expect((await inviteStaff('y@example.org', ['participant'])).body.error).toBe('bad_shape');
  expect((await inviteStaff('y@example.org', ['therapist', 'participant'])).body.error).toBe('bad_shape');
  expect((await inviteParticipant(admin, 'y@example.org')).body.error).toBe('no_right');
  expect((await inviteParticipant(robin, 'y@example.org')).body.error).toBe('no_right');
  expect((await ada.post('/api/account-invites', { email: 'y@example.org', roles: ['therapist'] })).body.error).toBe('no_right');
});

test('[A80] the database itself lets nobody invite to, or be, more than they may', async () => {
  const add = (account: AccountId | undefined, roles: readonly string[]) =>
    practice.db.app.begin(async (tx) => {
      await tx`SELECT set_config('holdspace.actor', ${`account:${account}`}, true)`;
      await tx`INSERT INTO account_invites (token_hash, email_lookup, roles, invited_by, created_at, expires_at)
        VALUES (${Buffer.from(crypto.getRandomValues(new Uint8Array(32)))}, 'x', ${[...roles]}, ${account ?? ''}, now(), now())`;
    });
  const [of, denied] = [(name: string) => accounts.get(name), { code: '42501' }];
  await add(of('ada'), ['participant']);
  await expect(add(of('ada'), ['admin'])).rejects.toMatchObject(denied);
  await expect(add(of('robin'), ['participant'])).rejects.toMatchObject(denied);
  await expect(add(of('ada'), ['therapist', 'participant'])).rejects.toMatchObject(denied);
  await expect(owner`UPDATE accounts SET roles = '{participant,admin}' WHERE id = ${of('robin') ?? ''}`).rejects.toMatchObject({
    code: '23514',
  });
});

test('[A80] the invitation is an entry of its therapist, and the account is signed in without a second factor', async () => {
  const entries = await owner`SELECT actor, subject, outcome FROM audit WHERE action = 'account.invite' ORDER BY seq`;
  expect(entries).toContainEqual({ actor: `account:${accounts.get('ada')}`, subject: `account:${accounts.get('robin')}`, outcome: 'ok' });
  expect((await robin.get('/api/sign-in')).body).toMatchObject({ roles: ['participant'], factorNeeded: false });
  const elsewhere = practice.person();
  expect((await elsewhere.signIn('robin@example.org', PASSWORD)).body).toMatchObject({ state: 'signed-in' });
  // It may have one all the same; then it is asked.
  await robin.prove(PASSWORD, PASSWORD);
  await robin.enrol('robin@example.org');
  expect((await practice.person().signIn('robin@example.org', PASSWORD, { factor: false })).body).toMatchObject({ state: 'factor' });
  expect((await robin.post('/api/factors/totp/remove')).status).toBe(200);
});

test('[A81] another therapist does not learn who has an account already: the link is made, and its bearer is told', async () => {
  const tom = await register('tom', tokenOf(await inviteStaff('tom@example.org', ['therapist'])));
  const invited = await inviteParticipant(tom, 'robin@example.org');
  expect(invited.status).toBe(200);
  const again = await practice.person().register('robin@example.org', PASSWORD, { token: tokenOf(invited) });
  expect(again.body.error).toBe('taken');
});

test('[A82] a participant makes no rooms, invites nobody and reads nothing of staff', async () => {
  const { room } = await makeRoom(ada);
  for (const route of ['GET /api/rooms', 'POST /api/rooms', 'GET /api/accounts', 'GET /api/admin/rooms', 'GET /api/audit'])
    expect(await refusalOf(robin, route)).toBe(`${route}: no_right`);
  for (const path of [`/api/rooms/${room}/invites`, `/api/rooms/${room}/invites/${room}/revoke`, '/api/directory/find'])
    expect((await robin.post(path, {})).body.error).toBe('no_right');
  expect((await robin.get(`/api/rooms/${room}/check-ins`)).body.error).toBe('no_right');
});

test('[A82] of the key directory a participant reads their own entries and those of nobody else', async () => {
  const of = (who: Person, name: string) => who.post('/api/directory/of', { account: accounts.get(name) });
  const { room } = await makeRoom(ada);
  const { proof, invite } = await makeInvite(ada, room);
  await practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof));
  const wren = await register('wren', tokenOf(await inviteParticipant(ada, 'wren@example.org')));
  expect((await of(robin, 'robin')).status).toBe(200);
  for (const name of ['ada', 'wren', 'tom']) expect((await of(robin, name)).body.error).toBe('not_found');
  for (const name of ['robin', 'ada']) expect((await of(wren, name)).body.error).toBe('not_found');
  // Nor does a therapist read those of somebody whom they never met.
  expect((await of(ada, 'wren')).body.error).toBe('not_found');
  expect((await robin.post('/api/pins', { version: 1, sealed: base64(100, 1) })).status).toBe(200);
});
