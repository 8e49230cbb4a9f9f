/** Codes as second factors over real HTTP: what each is good for, once, and every way around them. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AccountId } from '#crdt/base/ids.ts';
import { ok } from '#crdt/base/result.ts';
import { findFactors } from '#db/factors.ts';
import { ROUTES } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { rememberCodes, totpNow } from '#tests/support/factors.ts';
import { refusalOf, type Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';

const [ADA, TOM] = [
  { email: 'ada@example.org', password: 'correct horse battery' },
  { email: 'tom@example.org', password: 'patient and kind words' },
];
const STEP_MS = 30_000;
const QUARTER_MS = 15 * 60_000;

let practice: Practice;
let ada: Person;
let tom: Person;
let secret: string;

beforeAll(async () => {
  practice = await createPractice();
  [ada, tom] = [practice.person(), practice.person()];
  await ada.register(ADA.email, ADA.password, { alsoTherapist: true }, { factor: false });
  secret = await ada.enrol(ADA.email);
  const { body } = await ada.post('/api/account-invites', { email: TOM.email, roles: ['therapist'] });
  await tom.register(TOM.email, TOM.password, { token: (body as unknown as { token: string }).token });
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});
/** Each test has its own steps of time, and no wrong tries of the one before. */
beforeEach(() => practice.clock.advance(25 * 3_600_000));

/** Shows the right password; what a browser then has to show the second factor with. */
async function half({ email, password }: typeof ADA): Promise<{ person: Person; attempt: string }> {
  const person = practice.person();
  const { body } = await person.signIn(email, password, { factor: false });
  return { person, attempt: (body as unknown as { attempt: string }).attempt };
}
const show = async ({ person, attempt }: { person: Person; attempt: string }, proof: object): Promise<string> => {
  const { body } = await person.post('/api/sign-in/factor', { attempt, proof });
  return body.error ?? 'in';
};
const app = (at = 0) => ({ method: 'totp', code: totpNow(secret, practice.clock.now() + at) });
const wrong = () => ({ method: 'totp', code: totpNow(secret, practice.clock.now() + 1_000_000) });

test("[A20] an app's code counts once, in its own half minute and its neighbours", async () => {
  const used = app();
  expect(await show(await half(ADA), used)).toBe('in');
  expect(await show(await half(ADA), used)).toBe('wrong_factor');
  // An earlier step than the newest one used is over, too.
  expect(await show(await half(ADA), app(-STEP_MS))).toBe('wrong_factor');
  expect(await show(await half(ADA), app(STEP_MS))).toBe('in');
  await practice.clock.advance(10 * STEP_MS);
  expect(await show(await half(ADA), app(-2 * STEP_MS))).toBe('wrong_factor');
  expect(await show(await half(ADA), app(2 * STEP_MS))).toBe('wrong_factor');
});

test('[A20] of two who show one code at once one gets in', async () => {
  const [one, two] = [await half(ADA), await half(ADA)];
  const proof = app();
  expect((await Promise.all([show(one, proof), show(two, proof)])).toSorted()).toEqual(['in', 'wrong_factor']);
});

test('[A20] the secret lies sealed, bound to its account', async () => {
  const [row, other] = await Promise.all([rowOf(await idOf(ada)), rowOf(await idOf(tom))]);
  expect(Buffer.from(row?.totpSealed ?? []).toString('latin1')).not.toContain(secret);
  await practice.db.app.begin(async (tx) => {
    await tx`SELECT set_config('holdspace.actor', ${`account:${await idOf(tom)}`}, true)`;
    await tx`UPDATE factors SET totp_sealed = ${Buffer.from(row?.totpSealed ?? [])} WHERE account = ${await idOf(tom)}`;
  });
  expect(await show(await half(TOM), app())).toBe('wrong_factor');
  await practice.db.app.begin(async (tx) => {
    await tx`SELECT set_config('holdspace.actor', ${`account:${await idOf(tom)}`}, true)`;
    await tx`UPDATE factors SET totp_sealed = ${Buffer.from(other?.totpSealed ?? [])} WHERE account = ${await idOf(tom)}`;
  });
});

test('[A21] a back-up code works once however it is spelled, new ones end the old, and of each only a keyed hash is kept', async () => {
  await ada.signIn(ADA.email, ADA.password);
  const made = async (): Promise<string[]> => ((await ada.post('/api/factors/backup-codes')).body as unknown as { codes: string[] }).codes;
  const [[old = ''], codes] = [await made(), await made()];
  expect(new Set(codes).size).toBe(10);
  // 12 of 32 letters and digits: 60 bits.
  for (const code of codes) expect(code).toMatch(/^[abcdefghjkmnpqrstvwxyz0-9]{4}(-[abcdefghjkmnpqrstvwxyz0-9]{4}){2}$/);
  const backup = (code: string) => ({ method: 'backup', code });
  const [first = '', ...others] = codes;
  expect(await show(await half(ADA), backup(old))).toBe('wrong_factor');
  expect(await show(await half(ADA), backup(first.replaceAll('-', ' ').toUpperCase()))).toBe('in');
  expect(await show(await half(ADA), backup(first))).toBe('wrong_factor');
  expect((await ada.get('/api/factors')).body).toMatchObject({ totp: true, backupCodesLeft: 9, needed: true });
  const kept = await practice.db.app.begin(async (tx) => {
    await tx`SELECT set_config('holdspace.actor', 'system:sign-in', true)`;
    return await tx<{ hash: Uint8Array }[]>`SELECT hash FROM backup_codes`;
  });
  for (const { hash } of kept) expect(Buffer.from(hash).toString('latin1')).not.toContain(first);
  rememberCodes(practice.url, ADA.email, others);
});

test("[A21] one account's code is worth nothing for another", async () => {
  const attempt = await half(TOM);
  expect(await show(attempt, app())).toBe('wrong_factor');
  expect((await attempt.person.get('/api/sign-in')).body).toEqual({ error: 'not_signed_in' });
});

test('[A22] after the password alone there is no cookie, no key, and no route that opens', async () => {
  const { person, attempt } = await half(ADA);
  expect([...person.cookies]).toEqual([]);
  const { body } = await practice.person().signIn(ADA.email, ADA.password, { factor: false });
  expect(Object.keys(body).toSorted()).toEqual(['attempt', 'methods', 'state']);
  for (const token of ['', attempt, attempt.padEnd(43, 'A')]) {
    if (token !== '') person.cookies.set('holdspace_account', token);
    for (const [name, { right }] of Object.entries(ROUTES)) {
      if (right === 'public') continue;
      expect(await refusalOf(person, name)).toBe(`${name}: not_signed_in`);
    }
  }
});

test('[A23] an account that still lacks its second factor may enrol one, and nothing else', async () => {
  const invited = await invite('una@example.org', ['therapist', 'admin']);
  const una = practice.person();
  await una.register('una@example.org', TOM.password, { token: invited }, { factor: false });
  const again = practice.person();
  expect((await again.signIn('una@example.org', TOM.password)).body).toMatchObject({ state: 'signed-in', factorNeeded: true });
  for (const person of [una, again]) {
    for (const [name, { right }] of Object.entries(ROUTES)) {
      // Back-up codes stand in for a factor, and there is none yet.
      if (right === 'public' || name === 'POST /api/sign-out' || name === 'POST /api/factors/backup-codes') continue;
      const refusal = await refusalOf(person, name);
      if (right === 'enrolling' || right === 'proven') expect(refusal).not.toMatch(/: (factor_needed|no_right|not_signed_in)$/);
      else expect(refusal).toBe(`${name}: factor_needed`);
    }
  }
  const socket = await practice.access.signIns.authenticate({ cookieHeader: cookieOf(una), as: 'account' });
  expect(socket).toEqual({ ok: false, code: 'factor_needed' });
  await una.enrol('una@example.org');
  expect((await una.get('/api/rooms')).status).toBe(200);
  // Whoever was signed in by the password alone meanwhile is out.
  expect((await again.get('/api/sign-in')).body).toEqual({ error: 'not_signed_in' });
});

test('[A24] an attempt has five tries and five minutes', async () => {
  const tried = await half(ADA);
  for (let i = 0; i < LIMITS.factorTriesPerAttempt; i++) expect(await show(tried, wrong())).toBe('wrong_factor');
  expect(await show(tried, app())).toBe('not_signed_in');
  const late = await half(ADA);
  await practice.clock.advance(LIMITS.factorAttemptLifeMs);
  expect(await show(late, app())).toBe('not_signed_in');
  const good = await half(ADA);
  const proof = app();
  expect(await show(good, proof)).toBe('in');
  expect(await show(good, app(STEP_MS))).toBe('not_signed_in');
  expect(await show({ person: practice.person(), attempt: 'A'.repeat(32) }, proof)).toBe('not_signed_in');
});

test('[A24] new attempts give no new guesses: wrong codes are counted for the account, and time alone forgives them', async () => {
  for (let i = 0; i < LIMITS.factorFailuresPerQuarter; i++) expect(await show(await half(ADA), wrong())).toBe('wrong_factor');
  expect(await show(await half(ADA), app())).toBe('too_fast');
  expect(await show(await half(TOM), wrong())).toBe('wrong_factor');
  await practice.clock.advance(QUARTER_MS);
  expect(await show(await half(ADA), app())).toBe('in');
  for (let i = LIMITS.factorFailuresPerQuarter; i < LIMITS.factorFailuresPerDay; i++) {
    await practice.clock.advance(QUARTER_MS / 5);
    expect(await show(await half(ADA), wrong())).toBe('wrong_factor');
  }
  await practice.clock.advance(QUARTER_MS);
  expect(await show(await half(ADA), app())).toBe('too_fast');
  await practice.clock.advance(24 * 3_600_000);
  expect(await show(await half(ADA), app())).toBe('in');
});

test('[A25] whether an account has a second factor, and which, is told to the right password alone', async () => {
  const answers = await Promise.all(
    [ADA.email, 'nobody@example.org'].map(async (email) => (await practice.person().signIn(email, 'a wrong password', {})).body),
  );
  for (const body of answers) expect(Object.keys(body).toSorted()).toEqual(['attempt', 'response']);
  const [known = {}, unknown = {}] = answers;
  expect(JSON.stringify(unknown).length).toBe(JSON.stringify(known).length);
});

test('[A26] factors are changed only within minutes of the password, and only by its own', async () => {
  await ada.signIn(ADA.email, ADA.password);
  await practice.clock.advance(LIMITS.proofLifeMs);
  for (const [name, { right }] of Object.entries(ROUTES)) {
    if (right === 'proven') expect(await refusalOf(ada, name)).toBe(`${name}: proof_needed`);
  }
  expect(await ada.prove(ADA.password, 'a wrong password')).toEqual('wrong_credentials');
  expect((await ada.post('/api/factors/totp/start')).body).toEqual({ error: 'proof_needed' });
  // Tom's right password, shown in Tom's own sign-in, but finished in Ada's.
  await tom.signIn(TOM.email, TOM.password);
  const foreign = await tom.prove(TOM.password, TOM.password, async (finish) => ada.post('/api/proof/finish', finish));
  expect(foreign).toBe('wrong_credentials');
  expect((await ada.post('/api/factors/totp/start')).body).toEqual({ error: 'proof_needed' });
  expect(await ada.prove(ADA.password, ADA.password)).toBe('proven');
  expect((await ada.post('/api/factors/totp/start')).status).toBe(200);
  // The new secret is none yet: the old app still counts.
  expect(await show(await half(ADA), app())).toBe('in');
});

test('[A27] the last factor stays where the roles ask for one', async () => {
  await tom.signIn(TOM.email, TOM.password);
  expect((await tom.post('/api/factors/totp/remove')).body).toEqual({ error: 'last_factor' });
  expect((await tom.get('/api/factors')).body).toMatchObject({ totp: true, needed: true });
});

test('[A28] each sign-in has a token of its own; one planted before is worth nothing after', async () => {
  const victim = practice.person();
  const planted = 'A'.repeat(43);
  victim.cookies.set('holdspace_account', planted);
  await victim.signIn(ADA.email, ADA.password);
  const first = victim.cookies.get('holdspace_account');
  await victim.signIn(ADA.email, ADA.password);
  expect(new Set([planted, first, victim.cookies.get('holdspace_account')]).size).toBe(3);
  const thief = practice.person();
  thief.cookies.set('holdspace_account', planted);
  expect((await thief.get('/api/sign-in')).body).toEqual({ error: 'not_signed_in' });
});

test("[D1] an account's factors are not there for another", async () => {
  const [adaId, tomId] = [await idOf(ada), await idOf(tom)];
  const seen = await practice.db.act(`account:${tomId}`, async (tx) => ok(await findFactors(tx, adaId)));
  expect(seen).toEqual({ ok: true, value: undefined });
  expect(await practice.db.app`SELECT 1 FROM factors`).toHaveLength(0);
  expect(await practice.db.app`SELECT 1 FROM backup_codes`).toHaveLength(0);
});

const cookieOf = (person: Person): string => [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

async function invite(email: string, roles: string[]): Promise<string> {
  await ada.signIn(ADA.email, ADA.password);
  return ((await ada.post('/api/account-invites', { email, roles })).body as unknown as { token: string }).token;
}

async function idOf(person: Person): Promise<AccountId> {
  await person.signIn(person === ada ? ADA.email : TOM.email, person === ada ? ADA.password : TOM.password);
  return ((await person.get('/api/sign-in')).body as unknown as { account: AccountId }).account;
}

async function rowOf(account: AccountId) {
  const found = await practice.db.act(`account:${account}`, async (tx) => ok(await findFactors(tx, account)));
  return found.ok ? found.value : undefined;
}
