/** Resets that an admin starts, over real HTTP: who may, what the link is good for, once, and what ends with it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import postgres from 'postgres';
import { base64url } from '#crdt/base/bytes.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { base64 } from '#tests/support/person.ts';
import { makeRoom } from '#tests/support/room-of.ts';
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

test('[A35] a link resets the account that it is for, once; unknown, used, replaced, late or for another address it does nothing', async () => {
  const zoe = await at.withKit('zoe');
  expect(await at.useReset(base64(32, 1), zoe.email)).toBe('reset_over');
  const first = await at.startReset(zoe.account);
  const second = await at.startReset(zoe.account);
  expect(await at.useReset(first, zoe.email)).toBe('reset_over');
  expect(await at.useReset(second, tom.email)).toBe('reset_over');
  expect(await at.useReset(second, zoe.email, { account: tom.account })).toBe('reset_over');
  expect(await at.useReset(second, zoe.email, { email: tom.email })).toBe('reset_over');
  await practice.clock.advance(LIMITS.resetLifeMs);
  expect(await at.useReset(second, zoe.email)).toBe('reset_over');
  await at.ada.signIn(ADA.email, ADA.password);
  const third = await at.startReset(zoe.account);
  const both = await Promise.all([at.useReset(third, zoe.email), at.useReset(third, zoe.email)]);
  expect(both.toSorted()).toEqual(['reset_over', 'went well']);
  expect(await at.useReset(third, zoe.email)).toBe('reset_over');
  expect(outcome(await practice.person().post('/api/account-resets/look', { token: third }))).toBe('reset_over');
  const kept = await owner`SELECT token_hash FROM account_resets`;
  for (const { token_hash: hash } of kept) expect(base64url(hash as Uint8Array)).not.toBe(third);
});

test('[A35] whoever proves to know the password, or holds the kit, ends a reset that is under way', async () => {
  const abe = await at.withKit('abe');
  const token = await at.startReset(abe.account);
  expect(await at.finish(await at.opened(abe))).toBe('went well');
  expect(await at.useReset(token, abe.email)).toBe('reset_over');
});

test('[A35] nobody but an admin starts one, in the database neither, and the admin learns no password and is not signed in by it', async () => {
  await tom.person.signIn(tom.email, tom.password);
  expect(outcome(await tom.person.post('/api/account-resets', { account: tom.account, withFactors: true }))).toBe('no_right');
  expect(outcome(await at.ada.post('/api/account-resets', { account: crypto.randomUUID(), withFactors: false }))).toBe('not_found');
  const asTom = practice.db.app.begin(async (tx) => {
    await tx`SELECT set_config('holdspace.actor', ${`account:${tom.account}`}, true)`;
    await tx`INSERT INTO account_resets VALUES (${Buffer.alloc(32, 1)}, ${tom.account}, ${tom.account}, true, now(), now() + interval '1 day')`;
  });
  await expect(asTom).rejects.toMatchObject({ code: '42501' });
  const { body } = await at.ada.post('/api/account-resets', { account: tom.account, withFactors: false });
  expect(Object.keys(body).toSorted()).toEqual(['expiresAt', 'token']);
});

test('[A36] [A37] after a reset the factors still guard the account, unless the admin said otherwise', async () => {
  const [bea, cai] = [await at.withKit('bea'), await at.withKit('cai')];
  expect(await at.useReset(await at.startReset(bea.account), bea.email)).toBe('went well');
  expect((await practice.person().signIn(bea.email, NEW, { factor: false })).body).toMatchObject({ state: 'factor' });
  expect(await at.useReset(await at.startReset(cai.account, true), cai.email)).toBe('went well');
  expect((await practice.person().signIn(cai.email, NEW, { factor: false })).body).toMatchObject({
    state: 'signed-in',
    factorNeeded: true,
  });
  for (const { account } of [bea, cai]) {
    expect(await owner`SELECT 1 FROM recovery_kits WHERE account = ${account}`).toEqual([]);
    // The account has the keys of its newest entry, which are not those that it was made with.
    const keys = await owner<{ now: boolean }[]>`SELECT d.sign_public = a.sign_public AS now
      FROM directory d JOIN accounts a ON a.id = d.account WHERE a.id = ${account} ORDER BY d.seq`;
    expect(keys.map(({ now }) => now)).toEqual([false, true]);
  }
  expect(await owner`SELECT 1 FROM backup_codes WHERE account = ${cai.account}`).toEqual([]);
});

test('[A38] each of it is in the audit log with who did it, and told to the account without where an admin sits', async () => {
  const dee = await at.withKit('dee');
  await at.finish(await at.opened(dee));
  await at.useReset(await at.startReset(dee.account, true), dee.email);
  const entries = await owner<
    { line: string }[]
  >`SELECT action || ' ' || outcome || ' ' || (CASE WHEN actor = 'anonymous' THEN actor ELSE 'account' END) AS line
    FROM audit WHERE subject = ${`account:${dee.account}`} AND (action LIKE 'recovery%' OR action LIKE 'reset%') ORDER BY seq`;
  expect(entries.map(({ line }) => line)).toEqual([
    'recovery.new-kit ok account',
    'recovery.open ok anonymous',
    'recovery.finish ok anonymous',
    'reset.start ok account',
    'reset.finish ok anonymous',
  ]);
  const told = await owner<
    { kind: string; from: boolean }[]
  >`SELECT kind, ip_sealed IS NOT NULL AS from FROM notices WHERE account = ${dee.account} ORDER BY at, kind`;
  expect(told.map(({ kind, from }) => `${kind} ${from}`).toSorted()).toEqual([
    'recovery.new-kit true',
    'recovery.used true',
    'reset.done true',
    'reset.started false',
  ]);
});

const as = async (actor: string, work: (tx: postgres.TransactionSql) => Promise<postgres.RowList<postgres.Row[]>>): Promise<number> => {
  let count = -1;
  await practice.db.app.begin(async (tx) => {
    await tx`SELECT set_config('holdspace.actor', ${actor}, true)`;
    ({ count } = await work(tx));
  });
  return count;
};

test('[A39] what protects an account is changed by the account alone, whatever a handler forgets, and its roles not even so', async () => {
  const change = (tx: postgres.TransactionSql) => tx`UPDATE accounts SET opaque_record = opaque_record WHERE id = ${tom.account}`;
  for (const actor of ['system:sign-in', 'system:admin', 'system:claim', `account:${crypto.randomUUID()}`]) {
    expect(`${actor} ${await as(actor, change)}`).toBe(`${actor} 0`);
  }
  expect(await as(`account:${tom.account}`, change)).toBe(1);
  const roles = as(`account:${tom.account}`, (tx) => tx`UPDATE accounts SET roles = '{admin}' WHERE id = ${tom.account}`);
  await expect(roles).rejects.toMatchObject({ code: '42501' });
});

test('[A39] an account may give up what another granted to it, and may not take that back', async () => {
  await tom.person.signIn(tom.email, tom.password);
  const { room, member } = await makeRoom(tom.person);
  const una = await at.somebody('granted');
  const reader = crypto.randomUUID();
  await owner`INSERT INTO members (id, room, owner, account, role, state, sign_public, box_public, statement, signature, since)
    VALUES (${reader}, ${room}, ${tom.account}, ${una.account}, 'therapist', 'admitted', ${Buffer.alloc(32)}, ${Buffer.alloc(32)}, 'x', 'y', now())`;
  await owner`INSERT INTO grants VALUES (${room}, 1, ${reader}, ${tom.account}, ${una.account}, ${member}, ${Buffer.alloc(80)}, ${Buffer.alloc(64)}, now(), NULL)`;
  const whole = as(`account:${una.account}`, (tx) => tx`UPDATE grants SET sealed = sealed WHERE reader = ${reader}`);
  await expect(whole).rejects.toMatchObject({ code: '42501' });
  expect(await at.useReset(await at.startReset(una.account), una.email)).toBe('went well');
  const revoked = async () => await owner`SELECT 1 FROM grants WHERE reader = ${reader} AND revoked_at IS NOT NULL`;
  expect(await revoked()).toHaveLength(1);
  const back = as(`account:${una.account}`, (tx) => tx`UPDATE grants SET revoked_at = NULL WHERE reader = ${reader}`);
  await expect(back).rejects.toMatchObject({ code: '42501' });
  expect(await revoked()).toHaveLength(1);
});

test('[A71] a reset leaves its entry in the key directory; without a signature by the new key it does nothing', async () => {
  const nia = await at.somebody('nia');
  const token = await at.startReset(nia.account);
  expect(await at.useReset(token, nia.email, { keySignature: base64(64, 1) })).toBe('bad_shape');
  expect(await at.useReset(token, nia.email, { previous: base64(32, 1) })).toBe('bad_shape');
  expect(await at.useReset(token, nia.email)).toBe('went well');
  const kinds = await owner`SELECT kind FROM directory WHERE account = ${nia.account} ORDER BY seq`;
  expect(kinds.map(({ kind }) => String(kind))).toEqual(['made', 'reset']);
});

test('[A92] a reset needs the admin’s password of the last five minutes; it is listed until it is over, and any admin takes it back', async () => {
  const gus = await at.withKit('gus');
  const token = await at.startReset(gus.account, true);
  const listed = async () =>
    (
      (await at.ada.get('/api/account-resets')).body as unknown as {
        resets: { account: string; startedBy: string; withFactors: boolean }[];
      }
    ).resets.filter(({ account }) => account === gus.account);
  expect(await listed()).toMatchObject([{ account: gus.account, startedBy: ADA.email, withFactors: true }]);
  expect(JSON.stringify((await at.ada.get('/api/account-resets')).body)).not.toContain(token);
  expect(outcome(await at.ada.post('/api/account-resets/revoke', { account: gus.account }))).toBe('went well');
  expect(await listed()).toEqual([]);
  expect(await at.useReset(token, gus.email)).toBe('reset_over');
  expect(outcome(await at.ada.post('/api/account-resets/revoke', { account: gus.account }))).toBe('not_found');
  const entries =
    await owner`SELECT action, outcome FROM audit WHERE subject = ${`account:${gus.account}`} AND action LIKE 'reset.%' ORDER BY seq`;
  expect(entries.map((row) => `${row['action']} ${row['outcome']}`)).toEqual([
    'reset.start ok',
    'reset.revoke ok',
    'reset.finish reset_over',
    'reset.revoke not_found',
  ]);
  await practice.clock.advance(LIMITS.proofLifeMs);
  for (const [route, body] of [
    ['/api/account-resets', { account: gus.account, withFactors: false }],
    ['/api/accounts/deactivate', { account: gus.account }],
    ['/api/accounts/reactivate', { account: gus.account }],
  ] as const) {
    expect(outcome(await at.ada.post(route, body))).toBe('proof_needed');
  }
  expect(await at.ada.prove(ADA.password, ADA.password)).toBe('proven');
  expect(outcome(await at.ada.post('/api/account-resets', { account: gus.account, withFactors: false }))).toBe('went well');
});
