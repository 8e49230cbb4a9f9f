import { afterEach, beforeEach, expect, test } from 'vitest';
import postgres from 'postgres';
import { network } from '#server/access/lockout.ts';
import { createAccess } from '#server/access/access.ts';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { client, ready } from '@serenity-kit/opaque';

const EMAIL = 'ada@example.org';
const PASSWORD = 'correct horse battery';
const MINUTE = 60_000;

let practice: Practice;
let ada: Person;
beforeEach(async () => {
  practice = await createPractice();
  ada = practice.person();
  await ada.register(EMAIL, PASSWORD, { alsoTherapist: true });
});
afterEach(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});

/** What a guess is answered: `undefined` for an OPAQUE answer, which tells nothing about the password to the server. */
const guess = async (person: Person, email = EMAIL) => (await person.signIn(email, 'a wrong guess')).body.error;
const guesses = async (count: number, person: Person, email = EMAIL) => {
  const codes = [];
  for (let done = 0; done < count; done++) codes.push(await guess(person, email));
  return codes;
};

/** From somewhere else: addresses are read off X-Forwarded-For where a proxy is trusted, so here each is asked of access directly. */
async function begin(ip: string, email = EMAIL, access = practice.access) {
  await ready;
  const { startLoginRequest } = client.startLogin({ password: 'a wrong guess' });
  const started = await access.signIn.start({ email, request: startLoginRequest }, { ip, agent: 'test' });
  return started.ok ? 'answered' : started.code;
}

test('[A40] five wrong guesses lock the account for ten minutes, whatever network they come from, and a sixth gets no answer to test a password on', async () => {
  for (let n = 1; n <= 5; n++) expect(await begin(`198.51.100.${n}`)).toBe('answered');
  expect(await begin('198.51.100.6')).toBe('account_locked');
  const stranger = practice.person();
  expect((await stranger.signIn(EMAIL, PASSWORD)).body.error).toBe('account_locked');
  await practice.clock.advance(10 * MINUTE - 1);
  expect(await begin('198.51.100.7')).toBe('account_locked');
  await practice.clock.advance(1);
  expect((await stranger.signIn(EMAIL, PASSWORD)).body).toMatchObject({ email: EMAIL });
});

test('[A40] of a hundred guesses at once no more are answered than of a hundred in turn', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => begin(`203.0.113.${n}`)));
  expect(answers.filter((answer) => answer === 'answered')).toHaveLength(5);
  expect(answers.filter((answer) => answer === 'account_locked')).toHaveLength(95);
});

test('[A41] a network has five failures in a quarter of an hour, whatever accounts it tries; the right password costs it nothing', async () => {
  expect(await guesses(4, practice.person(), 'nobody@example.org')).toEqual([undefined, undefined, undefined, undefined]);
  // Each success gives its own guess back and no other.
  for (let n = 0; n < 3; n++) expect((await practice.person().signIn(EMAIL, PASSWORD)).status).toBe(200);
  expect(await guess(practice.person(), 'somebody@example.org')).toBeUndefined();
  expect(await guess(practice.person(), 'anybody@example.org')).toBe('address_locked');
  expect(await begin('198.51.100.1', 'anybody@example.org')).toBe('answered');
  await practice.clock.advance(15 * MINUTE);
  expect(await guess(practice.person(), 'anybody@example.org')).toBeUndefined();
});

test('[A41] a household’s whole IPv6 network counts as one, and an IPv4 address by either of its names', () => {
  expect(network('2001:db8:0:1::7')).toBe(network('2001:0db8:0000:0001:ffff:1:2:3'));
  expect(network('2001:db8:0:1::7')).not.toBe(network('2001:db8:0:2::7'));
  expect(network('::ffff:192.0.2.1')).toBe(network('192.0.2.1'));
  expect(network('::1')).toBe('0:0:0:0');
  expect(network('fe80::1%eth0')).toBe(network('fe80::2'));
});

test('[A42] locks outlive a restart of the server', async () => {
  for (let n = 1; n <= 5; n++) await begin(`198.51.100.${n}`);
  const { db, secrets, clock, random } = practice;
  const restarted = createAccess({ db, secrets, clock, random, origin: practice.url, secure: false, setUpCode: '' });
  expect(await begin('198.51.100.9', EMAIL, restarted)).toBe('account_locked');
  restarted.close();
});

test('[A43] whoever guesses on for days never locks the owner out of their own browser, which has a count of its own', async () => {
  for (let hour = 0; hour < 48; hour++) {
    for (let n = 1; n <= 6; n++) await begin(`198.51.${hour}.${n}`);
    await practice.clock.advance(60 * MINUTE);
  }
  for (let n = 1; n <= 6; n++) await begin(`198.52.100.${n}`);
  // The network is locked as well, by others who share it.
  await guesses(5, practice.person(), 'nobody@example.org');
  expect(await guess(practice.person())).toBe('account_locked');
  expect((await ada.signIn(EMAIL, PASSWORD)).body).toMatchObject({ email: EMAIL });
  // That browser in somebody else's hands has five guesses too, and then neither.
  expect(await guesses(6, ada)).toEqual([undefined, undefined, undefined, undefined, undefined, 'account_locked']);
  expect((await ada.signIn(EMAIL, PASSWORD)).body.error).toBe('account_locked');
});

test('[A43] a browser is known to the accounts that fully signed in from it, and to no other; a planted token is worth nothing', async () => {
  const stranger = practice.person();
  // The password alone is not enough to become known.
  await stranger.signIn(EMAIL, PASSWORD, { factor: false });
  expect(stranger.cookies.get('holdspace_device')).toBeUndefined();
  stranger.cookies.set('holdspace_device', 'A'.repeat(43));
  await stranger.signIn(EMAIL, PASSWORD);
  const token = stranger.cookies.get('holdspace_device');
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(token).not.toBe('A'.repeat(43));
  // Known to Ada is not known to anybody else.
  const bystander = practice.person();
  bystander.cookies.set('holdspace_device', token ?? '');
  for (let n = 1; n <= 5; n++) await begin(`198.51.100.${n}`, 'bo@example.org');
  expect(await guess(bystander, 'bo@example.org')).toBe('account_locked');
  const sql = postgres(practice.database.url, { max: 1 });
  const kept = JSON.stringify(await sql`SELECT token_hash FROM known_devices`);
  await sql.end();
  expect(kept).not.toContain(token);
});

test('[A44] an address without an account is counted, locked and answered as one with an account, by the same statements', async () => {
  const sql = postgres(practice.database.url, { max: 1, onnotice: () => undefined });
  const counts = async () => {
    const rows = await sql`SELECT cardinality(tries) AS tries, locked_until IS NOT NULL AS locked FROM sign_in_tries ORDER BY 1, 2`;
    return rows.map((row) => `${row['tries']} ${row['locked']}`);
  };
  const run = async (email: string, net: string) => {
    await sql`DELETE FROM sign_in_tries`;
    const answers = [];
    for (let n = 1; n <= 7; n++) answers.push(await begin(`${net}.${n}`, email));
    return { answers, counts: await counts() };
  };
  expect(await run('nobody@example.org', '198.51.100')).toEqual(await run(EMAIL, '198.51.100'));
  await sql.end();
});

test('[A45] the account is told of guessing once an hour at most, and the admin sees who, when, from where', async () => {
  for (let n = 1; n <= 12; n++) await begin(`198.51.100.${n}`);
  await practice.clock.advance(11 * MINUTE);
  await ada.signIn(EMAIL, PASSWORD);
  const { notices } = (await ada.get('/api/notices')).body as unknown as { notices: { kind: string; address: string; seen: boolean }[] };
  expect(notices).toMatchObject([{ kind: 'sign-in.locked', address: '198.51.100.6', seen: false }]);
  const admin = (await ada.get('/api/admin/sign-ins')).body as unknown as { notices: object[] };
  expect(admin.notices).toMatchObject([{ kind: 'sign-in.locked', email: EMAIL, address: '198.51.100.6' }]);
  const sql = postgres(practice.database.url, { max: 1 });
  expect(JSON.stringify(await sql`SELECT ip_sealed::text, data::text FROM notices`)).not.toContain('198.51');
  expect(JSON.stringify(await sql`SELECT * FROM sign_in_tries`)).not.toContain('198.51');
  await sql.end();
});

test('[A46] whoever sits at an unlocked cookie has five guesses at the password, and other sign-ins of the account are not touched', async () => {
  const other = practice.person();
  await other.signIn(EMAIL, PASSWORD);
  for (let n = 0; n < 5; n++) expect(await ada.prove(PASSWORD, 'a wrong guess')).toBe('wrong_credentials');
  const { startLoginRequest } = client.startLogin({ password: PASSWORD });
  expect((await ada.post('/api/proof/start', { request: startLoginRequest })).body.error).toBe('account_locked');
  expect(await other.prove(PASSWORD, PASSWORD)).toBe('proven');
  await practice.clock.advance(10 * MINUTE);
  expect(await ada.prove(PASSWORD, PASSWORD)).toBe('proven');
});

test('[A46] asking to change the password is a guess at the old one, from the same count', async () => {
  await ready;
  const ask = async () => {
    const { startLoginRequest: login } = client.startLogin({ password: 'a wrong guess' });
    const { registrationRequest: registration } = client.startRegistration({ password: 'a new password for Ada' });
    return (await ada.post('/api/password/start', { login, registration })).body.error;
  };
  expect(await ada.prove(PASSWORD, 'a wrong guess')).toBe('wrong_credentials');
  for (let n = 0; n < 4; n++) expect(await ask()).toBeUndefined();
  expect(await ask()).toBe('account_locked');
  const { startLoginRequest } = client.startLogin({ password: PASSWORD });
  expect((await ada.post('/api/proof/start', { request: startLoginRequest })).body.error).toBe('account_locked');
});
