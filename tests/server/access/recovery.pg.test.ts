/** Recovering with a kit over real HTTP: what each proof is good for, once; every way around it; and that nobody learns who has an account. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import postgres from 'postgres';
import { Secret } from '#crdt/base/secret.ts';
import { ROUTES, type RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { base64, type Person } from '#tests/support/person.ts';
import { createPractice } from '#tests/support/practice.ts';
import { ADA, createRecovering, NEW, outcome, type Recovering } from '#tests/support/recovering.ts';
import type { Practice } from '#tests/support/practice.ts';

let at: Recovering;
let practice: Practice;
let owner: postgres.Sql;
let tom: Awaited<ReturnType<Recovering['somebody']>>;

beforeAll(async () => {
  at = await createRecovering();
  practice = at.practice;
  owner = postgres(practice.database.url, { max: 1 });
  tom = await at.somebody('tom');
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await owner.end();
  await practice[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await practice.clock.advance(60_000);
  await at.ada.signIn(ADA.email, ADA.password);
});

test('[A33] an address without an account, one without a kit and a wrong kit are answered alike, and always the same', async () => {
  const kept = await at.withKit('kept');
  const wrongKit = new Secret(new Uint8Array(32).fill(1));
  const seen = [];
  for (const email of ['nobody@example.org', 'nobody@example.org', tom.email, kept.email]) {
    const started = await at.begin(email);
    const answer = await practice.person().post('/api/recovery/open', at.opening(started, wrongKit).body);
    seen.push({
      account: started.account,
      keys: Object.keys(started).toSorted(),
      status: answer.status,
      body: answer.body,
      headers: [...answer.headers.keys()].toSorted(),
    });
  }
  const [first, ...others] = seen;
  for (const { account: _, ...other } of others)
    expect(other).toEqual({ keys: first?.keys, status: first?.status, body: first?.body, headers: first?.headers });
  expect(first?.body).toEqual({ error: 'kit_wrong' });
  // The made-up account of an address is stable, and of the same form as a real one.
  expect(seen[1]?.account).toBe(seen[0]?.account);
  expect(new Set(seen.map(({ account }) => account)).size).toBe(3);
});

test('[A33] the same work is done for each: as many statements, and one entry in the audit log', async () => {
  const kept = await at.withKit('counted');
  const wrongKit = new Secret(new Uint8Array(32).fill(1));
  const counts: Readonly<Record<string, unknown>>[] = [];
  for (const email of ['nobody@example.org', tom.email, kept.email]) {
    const work = { statements: 0 };
    const { act, once } = practice.db;
    const counting = (tx: object) =>
      new Proxy(tx, {
        get: (of, name) => ((name === 'select' || name === 'execute' || name === 'update') && work.statements++, Reflect.get(of, name, of)),
      });
    practice.db.act = (actor, run) => act(actor, (tx) => run(counting(tx) as typeof tx));
    practice.db.once = (run) => once((tx) => run(counting(tx) as typeof tx));
    try {
      await practice.person().post('/api/recovery/open', at.opening(await at.begin(email), wrongKit).body);
    } finally {
      Object.assign(practice.db, { act, once });
    }
    const [entry] = await owner`SELECT action, outcome, actor FROM audit ORDER BY seq DESC LIMIT 1`;
    counts.push({ ...work, ...entry });
  }
  expect(counts[0]?.['statements']).toBeGreaterThan(3);
  expect(counts).toEqual(counts.map(() => counts[0]));
  expect(counts[0]).toMatchObject({ action: 'recovery.open', outcome: 'kit_wrong', actor: 'anonymous' });
});

test('[A33] each attempt has one try and five minutes, at both steps', async () => {
  const una = await at.withKit('una');
  const started = await at.begin(una.email);
  const wrong = at.opening(started, new Secret(new Uint8Array(32).fill(1))).body;
  expect(outcome(await practice.person().post('/api/recovery/open', wrong))).toBe('kit_wrong');
  expect(outcome(await practice.person().post('/api/recovery/open', at.opening(started, una.kit).body))).toBe('kit_wrong');
  const late = at.opening(await at.begin(una.email), una.kit).body;
  await practice.clock.advance(LIMITS.recoveryStepLifeMs);
  expect(outcome(await practice.person().post('/api/recovery/open', late))).toBe('kit_wrong');
  const body = await at.opened(una);
  expect(await at.finish({ ...body, signature: base64(64, 3) })).toBe('kit_wrong');
  expect(await at.finish(body)).toBe('kit_wrong');
  const slow = await at.opened(una);
  await practice.clock.advance(LIMITS.recoveryStepLifeMs);
  expect(await at.finish(slow)).toBe('kit_wrong');
  const good = await at.opened(una);
  expect(await at.finish(good)).toBe('went well');
  expect(await at.finish(good)).toBe('kit_wrong');
});

test('[A33] trying kits is slowed down for each address, changes nothing, and locks nobody out', async () => {
  const slow = await createPractice({ rateFactor: 1 });
  try {
    const somebody = slow.person();
    await somebody.register(ADA.email, ADA.password, { alsoTherapist: true });
    const tried: string[] = [];
    for (let i = 0; i < 14; i++) {
      tried.push(
        outcome(await somebody.post('/api/recovery/open', { attempt: base64(24, i), signature: base64(64, i), request: base64(32, i) })),
      );
    }
    expect(new Set(tried.slice(0, ROUTES['POST /api/recovery/open'].perMinute))).toEqual(new Set(['kit_wrong']));
    expect(new Set(tried.slice(ROUTES['POST /api/recovery/open'].perMinute))).toEqual(new Set(['too_fast']));
    expect(outcome(await slow.person().signIn(ADA.email, ADA.password))).toBe('went well');
  } finally {
    await slow[Symbol.asyncDispose]();
  }
});

test('[A33] between the two steps a changed password or a new kit makes the recovery void', async () => {
  const vera = await at.withKit('vera');
  const body = await at.opened(vera);
  await vera.person.post('/api/recovery-kit', { proofPublic: base64(32, 8), wrappedKeyring: base64(120, 9) });
  expect(await at.finish(body)).toBe('kit_wrong');
  const walt = await at.withKit('walt');
  const [first, second] = [await at.opened(walt), await at.opened(walt)];
  expect(await at.finish(first)).toBe('went well');
  expect(await at.finish(second)).toBe('changed_meanwhile');
});

test('[A34] recovering ends every sign-in, gives no cookie, and the next sign-in is asked for the second factor', async () => {
  const xena = await at.withKit('xena');
  const somebody = practice.person();
  expect(await at.finish(await at.opened(xena), somebody)).toBe('went well');
  expect([...somebody.cookies]).toEqual([]);
  expect(outcome(await xena.person.get('/api/sign-in'))).toBe('not_signed_in');
  expect((await practice.person().signIn(xena.email, NEW, { factor: false })).body).toMatchObject({ state: 'factor' });
  expect(outcome(await practice.person().signIn(xena.email, NEW))).toBe('went well');
});

test('[A32] a kit is kept only within minutes of the password; a new one takes the place of the old, whose wrapping is gone', async () => {
  const yara = await at.withKit('yara');
  const [before] = await owner`SELECT proof_public, wrapped_keyring FROM recovery_kits WHERE account = ${yara.account}`;
  const next = { proofPublic: base64(32, 4), wrappedKeyring: base64(120, 3) };
  await practice.clock.advance(LIMITS.proofLifeMs);
  expect(outcome(await yara.person.post('/api/recovery-kit', next))).toBe('proof_needed');
  expect(await yara.person.prove(yara.password, yara.password)).toBe('proven');
  expect(outcome(await yara.person.post('/api/recovery-kit', next))).toBe('went well');
  const rows = await owner`SELECT proof_public, wrapped_keyring FROM recovery_kits WHERE account = ${yara.account}`;
  expect(rows).toHaveLength(1);
  expect(rows[0]?.['wrapped_keyring']).not.toEqual(before?.['wrapped_keyring']);
  expect((await yara.person.get('/api/recovery-kit')).body).toEqual({ madeAt: practice.clock.now() });
  expect((await tom.person.get('/api/recovery-kit')).body).toEqual({});
});

test('[A38] a notice is shown until it is read, to its account alone', async () => {
  const eli = await at.withKit('eli');
  const list = async (person: Person) => ((await person.get('/api/notices')).body as unknown as RouteReply<'GET /api/notices'>).notices;
  const [notice] = await list(eli.person);
  expect(notice).toMatchObject({ kind: 'recovery.new-kit', seen: false, address: '127.0.0.1' });
  await practice.clock.advance(1000);
  await at.startReset(eli.account);
  await eli.person.post('/api/notices/seen', { upTo: notice?.at });
  expect((await list(eli.person)).map(({ kind, seen }) => `${kind} ${seen}`)).toEqual(['reset.started false', 'recovery.new-kit true']);
  await tom.person.signIn(tom.email, tom.password);
  expect((await list(tom.person)).map(({ id }) => id)).not.toContain(notice?.id);
});
