/** Passkeys over real HTTP, from an authenticator in software that can be bent: what is right gets in, once; nothing else does. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AssertionOptions, CreationOptions } from '#server/contract/http-factors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { createAuthenticator, ORIGIN, type Bent, type SoftAuthenticator } from '#tests/support/authenticator.ts';
import { base64, type Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';

const [ADA, TOM] = [
  { email: 'ada@example.org', password: 'correct horse battery' },
  { email: 'tom@example.org', password: 'patient and kind words' },
];
type Asked = AssertionOptions & { readonly attempt: string };
const [UP, UV] = [0x01, 0x04];

let practice: Practice;
let ada: Person;
let tom: Person;
let key: SoftAuthenticator;
let toms: SoftAuthenticator;

beforeAll(async () => {
  practice = await createPractice();
  [ada, tom, key, toms] = [practice.person(), practice.person(), createAuthenticator(), createAuthenticator()];
  await ada.register(ADA.email, ADA.password, { alsoTherapist: true }, { factor: false });
  expect(await addPasskey(ada, key)).toBe('added');
  const { body } = await ada.post('/api/account-invites', { email: TOM.email, roles: ['therapist'] });
  await tom.register(TOM.email, TOM.password, { token: (body as unknown as { token: string }).token }, { factor: false });
  expect(await addPasskey(tom, toms)).toBe('added');
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});
beforeEach(() => practice.clock.advance(60_000));

async function addPasskey(person: Person, authenticator: SoftAuthenticator, bent: Bent = {}): Promise<string> {
  const started = await person.post('/api/factors/passkeys/start');
  if (started.body.error !== undefined) return started.body.error;
  const { attempt, ...options } = started.body as unknown as CreationOptions;
  const body = { attempt, name: 'My key', creation: authenticator.create({ ...options, attempt }, bent), wrappedKeyring: base64(120, 9) };
  return (await person.post('/api/factors/passkeys/finish', body)).body.error ?? 'added';
}

/** What the right password, or nobody yet, is asked for. */
async function half({ email, password }: typeof ADA): Promise<{ person: Person; asked: Asked }> {
  const person = practice.person();
  const { body } = await person.signIn(email, password, { factor: false });
  const { attempt, passkey } = body as unknown as { attempt: string; passkey: AssertionOptions };
  return { person, asked: { ...passkey, attempt } };
}
async function nobody(): Promise<{ person: Person; asked: Asked }> {
  const person = practice.person();
  return { person, asked: (await person.post('/api/sign-in/passkey/start')).body as unknown as Asked };
}
const second = async (person: Person, attempt: string, assertion: object): Promise<string> =>
  (await person.post('/api/sign-in/factor', { attempt, proof: { method: 'passkey', assertion } })).body.error ?? 'in';
const alone = async (person: Person, attempt: string, assertion: object): Promise<string> =>
  (await person.post('/api/sign-in/passkey/finish', { attempt, assertion })).body.error ?? 'in';

test('[A29] a passkey is a second factor, and alone a whole sign-in that hands out the keyring as it unwraps it', async () => {
  const { person, asked } = await half(ADA);
  expect(asked.rpId).toBe('practice.example');
  expect(await second(person, asked.attempt, key.get(asked))).toBe('in');
  expect((await person.get('/api/rooms')).status).toBe(200);
  const fresh = await nobody();
  expect(fresh.asked.allow).toEqual([]);
  const { body } = await fresh.person.post('/api/sign-in/passkey/finish', {
    attempt: fresh.asked.attempt,
    assertion: key.get(fresh.asked),
  });
  expect(body).toMatchObject({ email: ADA.email, passkeyKeyring: base64(120, 9), factorNeeded: false });
  expect((await fresh.person.get('/api/rooms')).status).toBe(200);
});

const BENT: readonly (readonly [string, Bent])[] = [
  ['another origin', { origin: 'https://practice.example.evil.example' }],
  ['the origin without its s', { origin: ORIGIN.replace('https', 'http') }],
  ['another relying party', { rpId: 'evil.example' }],
  ['a registration', { type: 'webauthn.create' }],
  ['a challenge of its own', { challenge: base64(32, 1) }],
  ['no user verification', { flags: UP }],
  ['nobody there', { flags: UV }],
  ['a frame of another page', { crossOrigin: true, origin: 'https://evil.example' }],
  ['the handle of another account', { userHandle: base64(16, 5) }],
];
test.each(BENT)('[A29] an assertion with %s is refused, as factor and alone', async (_, bent) => {
  const factor = await half(ADA);
  expect(await second(factor.person, factor.asked.attempt, key.get(factor.asked, bent))).toBe('wrong_factor');
  // The challenge is spent, too.
  expect(await second(factor.person, factor.asked.attempt, key.get(factor.asked))).toBe('wrong_factor');
  const { person, asked } = await nobody();
  expect(await alone(person, asked.attempt, key.get(asked, bent))).toBe('wrong_factor');
  expect([...person.cookies, ...factor.person.cookies]).toEqual([]);
});

test('[A29] alone, a passkey has to name its account', async () => {
  const { person, asked } = await nobody();
  expect(await alone(person, asked.attempt, key.get(asked, { userHandle: undefined }))).toBe('wrong_factor');
});

test('[A29] a recorded assertion is worth nothing a second time, nor elsewhere', async () => {
  const { person, asked } = await nobody();
  const assertion = key.get(asked);
  expect(await alone(person, asked.attempt, assertion)).toBe('in');
  expect(await alone(practice.person(), asked.attempt, assertion)).toBe('wrong_factor');
  const next = await nobody();
  expect(await alone(next.person, next.asked.attempt, assertion)).toBe('wrong_factor');
  const factor = await half(ADA);
  expect(await second(factor.person, factor.asked.attempt, assertion)).toBe('wrong_factor');
  // A challenge for one purpose is none for another, and none of another account.
  const proof = (await ada.post('/api/proof/passkey/start')).body as unknown as Asked;
  expect(await alone(practice.person(), proof.attempt, key.get(proof))).toBe('wrong_factor');
  const others = (await tom.post('/api/proof/passkey/start')).body as unknown as Asked;
  const answer = await ada.post('/api/proof/passkey/finish', { attempt: others.attempt, assertion: key.get({ ...others, allow: [] }) });
  expect(answer.body).toEqual({ error: 'wrong_factor' });
});

test("[A29] another account's passkey is nothing here", async () => {
  const { person, asked } = await half(ADA);
  expect(await second(person, asked.attempt, toms.get({ ...asked, allow: [] }))).toBe('wrong_factor');
  const started = (await ada.post('/api/proof/passkey/start')).body as unknown as Asked;
  const assertion = toms.get({ ...started, allow: [] });
  expect((await ada.post('/api/proof/passkey/finish', { attempt: started.attempt, assertion })).body).toEqual({ error: 'wrong_factor' });
  const [id] = key.passkeys.map((one) => one.id.toString('base64url'));
  for (const act of ['remove', 'wrap', 'rename']) {
    await tom.prove(TOM.password, TOM.password);
    const body = { id, name: 'mine', wrappedKeyring: base64(120, 1) };
    expect((await tom.post(`/api/factors/passkeys/${act}`, body)).body).toEqual({ error: 'not_found' });
  }
});

test('[A29] one that unwraps no keyring does not sign in alone, however right it is', async () => {
  await tom.prove(TOM.password, TOM.password);
  const plain = createAuthenticator();
  const { attempt, ...options } = (await tom.post('/api/factors/passkeys/start')).body as unknown as CreationOptions;
  const creation = plain.create({ ...options, attempt });
  expect((await tom.post('/api/factors/passkeys/finish', { attempt, name: 'Plain', creation })).status).toBe(200);
  const { person, asked } = await nobody();
  expect(await alone(person, asked.attempt, plain.get(asked))).toBe('password_needed');
  expect([...person.cookies]).toEqual([]);
  expect((await tom.post('/api/factors/passkeys/remove', { id: creation.id })).status).toBe(200);
});

test('[A29] a challenge is over after five minutes', async () => {
  const { person, asked } = await nobody();
  await practice.clock.advance(LIMITS.factorAttemptLifeMs);
  expect(await alone(person, asked.attempt, key.get(asked))).toBe('wrong_factor');
});

test('[A29] a counter that does not go forwards is a copy: it is refused, said, written down, and the true one goes on', async () => {
  const { person, asked } = await nobody();
  for (const count of [1, 0]) {
    const again = await nobody();
    expect(await alone(again.person, again.asked.attempt, key.get(again.asked, { count }))).toBe('passkey_cloned');
  }
  expect(await alone(person, asked.attempt, key.get(asked))).toBe('in');
  const written = (await practice.auditLog()).filter(({ action, outcome }) => action === 'sign-in' && outcome === 'passkey_cloned');
  expect(written).toHaveLength(2);
  // One that counts nothing always says 0.
  const silent = createAuthenticator({ counts: false });
  await tom.prove(TOM.password, TOM.password);
  expect(await addPasskey(tom, silent)).toBe('added');
  for (let i = 0; i < 2; i++) {
    const turn = await nobody();
    expect(await alone(turn.person, turn.asked.attempt, silent.get(turn.asked))).toBe('in');
  }
});

test('[A29] a registration from elsewhere, unverified, or answered by another account is refused', async () => {
  await tom.prove(TOM.password, TOM.password);
  for (const bent of [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { type: 'webauthn.get' },
    { challenge: base64(32, 3) },
  ]) {
    expect(await addPasskey(tom, createAuthenticator(), bent)).toBe('wrong_factor');
  }
  expect(await addPasskey(tom, createAuthenticator(), { flags: UP | 0x40 })).toBe('wrong_factor');
  const { attempt, ...options } = (await tom.post('/api/factors/passkeys/start')).body as unknown as CreationOptions;
  const creation = createAuthenticator().create({ ...options, attempt });
  await ada.prove(ADA.password, ADA.password);
  expect((await ada.post('/api/factors/passkeys/finish', { attempt, name: 'x', creation })).body).toEqual({ error: 'wrong_factor' });
});

test('[A29] a passkey proves anew, is renamed and removed; the last one stays', async () => {
  await practice.clock.advance(LIMITS.proofLifeMs);
  expect((await ada.post('/api/factors/passkeys/start')).body).toEqual({ error: 'proof_needed' });
  const asked = (await ada.post('/api/proof/passkey/start')).body as unknown as Asked;
  const proven = await ada.post('/api/proof/passkey/finish', { attempt: asked.attempt, assertion: key.get(asked) });
  expect(proven.body).toMatchObject({ passkeyKeyring: base64(120, 9) });
  const [id = ''] = key.passkeys.map((one) => one.id.toString('base64url'));
  expect((await ada.post('/api/factors/passkeys/remove', { id })).body).toEqual({ error: 'last_factor' });
  expect((await ada.post('/api/factors/passkeys/rename', { id, name: 'Blue key' })).status).toBe(200);
  const spare = createAuthenticator();
  expect(await addPasskey(ada, spare)).toBe('added');
  const list = (await ada.get('/api/factors')).body as unknown as { passkeys: { id: string; name: string }[] };
  expect(list.passkeys.map(({ name }) => name)).toEqual(['Blue key', 'My key']);
  expect((await ada.post('/api/factors/passkeys/remove', { id: list.passkeys[1]?.id })).status).toBe(200);
  const { person, asked: again } = await nobody();
  expect(await alone(person, again.attempt, spare.get(again))).toBe('wrong_factor');
});

/** One field of a message, bent: cut off, one byte changed, other bytes, or no text at all. */
const bending = fc.record({
  field: fc.nat(),
  how: fc.oneof(
    fc.record({ cut: fc.nat() }),
    fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ bytes: fc.uint8Array({ maxLength: 300 }) }),
    fc.record({ value: fc.constantFrom('', '=', '{}', null, 5, [], {}) }),
  ),
});
type Bending = typeof bending extends fc.Arbitrary<infer Value> ? Value : never;
function bend(message: object, { field, how }: Bending): object {
  const names = Object.keys(message);
  const name = names[field % names.length] ?? '';
  const bytes = Buffer.from(String(Reflect.get(message, name)), 'base64url');
  if ('value' in how) return { ...message, [name]: how.value };
  if ('bytes' in how) return { ...message, [name]: Buffer.from(how.bytes).toString('base64url') };
  if ('cut' in how) return { ...message, [name]: bytes.subarray(0, how.cut % bytes.length).toString('base64url') };
  const at = how.at % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ how.by;
  return { ...message, [name]: bytes.toString('base64url') };
}

test('[A29] hundreds of malformed messages: each is refused with a code, and nothing breaks', async () => {
  const person = practice.person();
  await tom.prove(TOM.password, TOM.password);
  await fc.assert(
    fc.asyncProperty(bending, async (how) => {
      const asked = (await person.post('/api/sign-in/passkey/start')).body as unknown as Asked;
      expect(await alone(person, asked.attempt, bend(key.get(asked), how))).toMatch(/^(bad_shape|wrong_factor)$/);
      const { attempt, ...options } = (await tom.post('/api/factors/passkeys/start')).body as unknown as CreationOptions;
      const creation = createAuthenticator().create({ ...options, attempt });
      const made = await tom.post('/api/factors/passkeys/finish', { attempt, name: 'x', creation: bend(creation, how) });
      // Nothing signs a new passkey's data: the model of the authenticator, for instance, may be any.
      if (made.status === 200) await tom.post('/api/factors/passkeys/remove', { id: creation.id });
      else expect(made.body.error).toMatch(/^(bad_shape|wrong_factor)$/);
    }),
    { numRuns: 400, seed: 20_261_125 },
  );
  // Who was there before still gets in.
  const { person: last, asked } = await nobody();
  expect(await alone(last, asked.attempt, key.get(asked))).toBe('in');
}, 120_000);
