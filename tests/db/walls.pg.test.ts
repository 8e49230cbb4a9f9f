/**
 * Row-level security alone, with no handler before it: each kind of actor asks every table there is, and is shown, and may change,
 * exactly the rows that walls-rules.ts gives it. A table that a migration adds fails until its rule stands there.
 */
import { randomBytes } from 'node:crypto';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Actor } from '#db/actor.ts';
import { createLogStore } from '#db/log.ts';
import { logEntries } from '#tests/support/log-entries.ts';
import { base64, type Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { addRecordRows, insertRecord, versionOne } from '#tests/support/record-rows.ts';
import { claimWithAccount, registerParticipant, type Participant } from '#tests/support/participants.ts';
import { admissionBody, claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';
import { RULES, type All, type Asker, type Row, type Rule } from './walls-rules.ts';

let practice: Practice;
let owner: Sql;
let all: All;
const actors = new Map<string, Actor | undefined>();

beforeAll(async () => {
  practice = await createPractice();
  owner = postgres(practice.database.url, { max: 1 });
  const admin = practice.person();
  const first = await admin.register('first@example.org', 'correct horse battery', {});
  actors.set('the admin', `account:${(first.body as unknown as { account: AccountId }).account}`);
  const asked = await admin.post('/api/account-invites', { email: 'una@example.org', roles: ['auditor'] });
  const una = await practice
    .person()
    .register('una@example.org', 'correct horse battery', { token: (asked.body as unknown as { token: string }).token });
  actors.set('the auditor', `account:${(una.body as unknown as { account: AccountId }).account}`);
  for (const name of ['ada', 'tom']) await populate(admin, name);
  await handOver('ada', 'tom');
  await populate(admin, 'gone');
  const gone = String(actors.get('therapist gone')).split(':')[1] ?? '';
  await owner`INSERT INTO deactivations SELECT ${gone}, id, now() FROM accounts WHERE 'admin' = ANY (roles)`;
  // A new browser that the account is told of, and a guess that stays counted.
  await practice.person().signIn('first@example.org', 'correct horse battery');
  await practice.person().signIn('first@example.org', 'a wrong guess');
  // A picture of Ada's that is Tom's to look at too; some that were, and are no more: taken back, over, deleted.
  const idOf = (name: string): AccountId => String(actors.get(`therapist ${name}`)).slice('account:'.length) as AccountId;
  await addRecordRows(owner, idOf('ada'), [idOf('tom')]);
  const former = await addRecordRows(owner, idOf('ada'), [idOf('tom')]);
  await owner`UPDATE record_grants SET revoked_at = now() WHERE record = ${former} AND reader = ${idOf('tom')}`;
  await addRecordRows(owner, idOf('ada'), [idOf('tom')], new Date(Date.now() - 60_000));
  await addRecordRows(owner, idOf('ada'), [idOf('tom')], new Date(Date.now() + 3_600_000));
  const deleted = await addRecordRows(owner, idOf('ada'), [idOf('tom')]);
  await owner`UPDATE records SET deleted_at = now() WHERE id = ${deleted}`;
  for (const name of ['tom', 'gone']) await addRecordRows(owner, idOf(name));
  for (const name of ['ada', 'tom']) {
    const record = await insertRecord(owner, versionOne(idOf(name), { kind: 'appointment' }));
    await owner`INSERT INTO appointment_times VALUES (${record}, ${idOf(name)}, now() + interval '1 day', 50)`;
    await owner`INSERT INTO appointment_plans VALUES (${record}, ${idOf(name)}, ${randomBytes(32)}, 1)`;
    await owner`INSERT INTO reminders VALUES (${record}, ${idOf(name)}, 1, ${randomBytes(40)}, 'UTC', 24)`;
    await owner`INSERT INTO reminder_sends SELECT record, starts_at, owner, 1, 1, now() FROM appointment_times WHERE record = ${record}`;
    await owner`INSERT INTO calendar_feeds VALUES (${idOf(name)}, ${randomBytes(32)}, now())`;
  }
  await owner`INSERT INTO record_retention VALUES (1, 20)`;
  await owner`INSERT INTO purges VALUES (now(), 1, 1, 1, 1)`;
  actors.set('no actor', undefined).set('an account of nobody', `account:${crypto.randomUUID() as AccountId}`);
  actors.set('a member of nothing', `member:${crypto.randomUUID() as MemberId}`);
  for (const name of ['sign-in', 'claim', 'admin', 'directory', 'leaving', 'audit', 'retention', 'reminders'] as const)
    actors.set(`system:${name}`, `system:${name}`);
  const read = async (table: string) => [table, (await rowsOf(owner, table)).map((row) => row)] as const;
  all = Object.fromEntries(await Promise.all(Object.keys(RULES).map(read)));
});
afterAll(async () => {
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

/** A therapist with a room: a guest admitted, one waiting, one whose grant was taken back; a log with a snapshot. */
async function populate(admin: Person, name: string): Promise<void> {
  const email = `${name}@example.org`;
  const invited = await admin.post('/api/account-invites', { email, roles: ['therapist'] });
  const therapist = practice.person();
  const made = await therapist.register(email, 'correct horse battery', { token: (invited.body as unknown as { token: string }).token });
  const { account } = made.body as unknown as { account: AccountId };
  const { room, member: host } = await makeRoom(therapist);
  const guest = async (): Promise<MemberId> => {
    const { invite, proof } = await makeInvite(therapist, room);
    const claimed = await practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof));
    return (claimed.body as unknown as { member: MemberId }).member;
  };
  const admit = async (member: MemberId, keys?: Participant): Promise<MemberId> => {
    const done = await practice.access.roomAccess.admit(room, host, admissionBody({ room, host, member }, { keys }));
    if (!done.ok) throw new Error(done.code);
    return member;
  };
  const admitted = async (): Promise<MemberId> => await admit(await guest());
  const former = await admitted();
  await owner`UPDATE grants SET revoked_at = now() WHERE reader = ${former}`;
  await createLogStore(practice.db).commit(logEntries(room as RoomId, host, 2));
  await owner`INSERT INTO snapshots (room, seq, replaces, size, doc, sender, head, sealed)
    VALUES (${room}, 1, 0, 3, 1, ${Buffer.alloc(24)}, ${Buffer.alloc(32)}, 'abc')`;
  await owner`INSERT INTO epochs (room, epoch, owner, statement, signature, made_at)
    VALUES (${room}, 2, ${account}, ${randomBytes(260)}, ${randomBytes(64)}, now())`;
  await owner`INSERT INTO passkeys (id, account, public_key, sign_count, transports, name_sealed, made_at)
    VALUES (${randomBytes(16)}, ${account}, ${randomBytes(77)}, 0, '{}', ${randomBytes(40)}, now())`;
  await therapist.post('/api/recovery-kit', { proofPublic: base64(32, 1), wrappedKeyring: base64(100, 2) });
  await admin.post('/api/account-resets', { account, withFactors: false });
  await owner`INSERT INTO visits (id, room, member, from_at, seen_at) VALUES (${crypto.randomUUID()}, ${room}, ${host}, now(), now())`;
  await owner`INSERT INTO pins VALUES (${account}, 1, ${randomBytes(100)}, now())`;
  // With an account: one inside, one who waits; what is of the next epoch was granted to the host alone.
  const one = await registerParticipant(therapist, practice.person(), `${name}-inside@example.org`);
  await admit(await claimWithAccount(therapist, room, one), one);
  const two = await registerParticipant(therapist, practice.person(), `${name}-waiting@example.org`);
  await claimWithAccount(therapist, room, two);
  await owner`INSERT INTO grants SELECT room, 2, reader, owner, account, granter, sealed, signature, granted_at, NULL FROM grants WHERE reader = ${host}`;
  for (const [seq, doc] of [
    [3, 1],
    [4, 1],
  ])
    await owner`INSERT INTO updates (room, seq, counter, size, doc, sender, digest, head, sealed, epoch)
      VALUES (${room}, ${seq ?? 0}, ${seq ?? 0}, 3, ${doc ?? 0}, ${randomBytes(24)}, 'x', 'x', 'abc', 2)`;
  await owner`INSERT INTO snapshots (room, seq, replaces, size, doc, sender, head, sealed, epoch)
    VALUES (${room}, 3, 1, 3, 1, ${Buffer.alloc(24)}, ${Buffer.alloc(32)}, 'abc', 2)`;
  actors.set(`${name}'s participant`, `account:${one.account}`).set(`${name}'s waiting participant`, `account:${two.account}`);
  actors.set(`therapist ${name}`, `account:${account}`).set(`${name} as host`, `member:${host}`);
  actors.set(`${name}'s waiting guest`, `member:${await guest()}`).set(`${name}'s guest`, `member:${await admitted()}`);
  actors.set(`${name}'s former guest`, `member:${former}`);
}

/** Ada's room read by Tom: a member of it with a grant of his own. */
async function handOver(giver: string, to: string): Promise<void> {
  const [owned, account] = [giver, to].map((name) => String(actors.get(`therapist ${name}`)).split(':')[1] ?? '');
  const member = crypto.randomUUID();
  await owner`INSERT INTO members (id, room, owner, account, role, state, sign_public, box_public, statement, signature, since)
    SELECT ${member}, id, owner, ${account ?? ''}, 'observer', 'admitted', ${randomBytes(32)}, ${randomBytes(32)}, ${randomBytes(90)}, ${randomBytes(64)}, now()
    FROM rooms WHERE owner = ${owned ?? ''}`;
  await owner`INSERT INTO grants (room, epoch, reader, owner, account, granter, sealed, signature, granted_at)
    SELECT id, 1, ${member}, owner, ${account ?? ''}, host, ${randomBytes(80)}, ${randomBytes(64)}, now() FROM rooms WHERE owner = ${owned ?? ''}`;
}

const rowsOf = async (sql: Sql | TransactionSql, table: string): Promise<Row[]> =>
  (await sql<{ row: Row }[]>`SELECT to_jsonb(t) AS row FROM ${sql(table)} t`).map(({ row }) => row);
const texts = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();
const askerOf = (actor: Actor | undefined): Asker => {
  const [kind, id] = actor?.split(':') ?? [];
  // [D30] Whoever acts as a deactivated account is nobody.
  const isOut = (all['deactivations'] ?? []).some((row) => row['account'] === id);
  return kind === undefined || id === undefined || isOut ? {} : { [kind]: id };
};

/** In a transaction of the application's role under `actor`, undone at its end. */
async function asActor<Value>(actor: Actor | undefined, work: (tx: TransactionSql) => Promise<Value>): Promise<Value> {
  let value: { readonly is: Value } | undefined;
  const undone = new Error('undone');
  await practice.db.app
    .begin(async (tx) => {
      if (actor !== undefined) await tx`SELECT set_config('holdspace.actor', ${actor}, true)`;
      value = { is: await work(tx) };
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  if (value === undefined) throw new Error('nothing was asked');
  return value.is;
}

test('[D20] every table has a rule, and each that has walls has them for its owner too', async () => {
  const tables = await owner<{ name: string; walls: boolean }[]>`
    SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS walls
    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname`;
  expect(tables.map(({ name }) => name)).toEqual(Object.keys(RULES).toSorted());
  expect(tables.filter(({ walls }) => walls).map(({ name }) => name)).toEqual(walled.map(({ table }) => table).toSorted());
});

test('[D20] neither role passes row-level security, owns a table or may make one', async () => {
  const roles = await owner`SELECT rolname FROM pg_roles WHERE rolname IN ('holdspace_app', 'holdspace_log')
    AND NOT rolsuper AND NOT rolbypassrls AND NOT rolcanlogin AND NOT rolcreaterole AND NOT rolcreatedb`;
  expect(roles).toHaveLength(2);
  expect(await owner`SELECT 1 FROM pg_class WHERE relowner::regrole::text LIKE 'holdspace_%'`).toHaveLength(0);
  expect(
    await owner`SELECT 1 FROM pg_roles WHERE rolname LIKE 'holdspace_%' AND has_schema_privilege(rolname, 'public', 'CREATE')`,
  ).toEqual([]);
});

const named = (fits: (rule: Rule) => boolean): string[] => Object.keys(RULES).filter((table) => fits(RULES[table] ?? 'closed'));
const walled = Object.entries(RULES).flatMap(([table, rule]) => (typeof rule === 'object' ? [{ table, ...rule }] : []));

test.each(named((rule) => rule === 'closed'))('[D20] %s: the application may not even ask', async (table) => {
  await expect(asActor(undefined, (tx) => rowsOf(tx, table))).rejects.toMatchObject({ code: '42501' });
});

test.each(named((rule) => rule === 'the application reads all'))('[D20] %s: tells nobody by name, address or browser', (table) => {
  expect(texts(all[table] ?? []).join('\n')).not.toMatch(/example\.org|127\.0\.0\.1|node/i);
});

test.each(walled)('[D20] [D30] $table: shows each actor what it was granted, and nothing else', async ({ table, sees }) => {
  const rows = all[table] ?? [];
  expect(rows.length).toBeGreaterThan(0);
  for (const [who, actor] of actors) {
    const expected = rows.filter((row) => sees(row, askerOf(actor), all));
    expect({ who, rows: texts(await asActor(actor, (tx) => rowsOf(tx, table))) }).toEqual({ who, rows: texts(expected) });
  }
});

test.each(walled)('[D20] $table: lets each actor change what is its own, and nothing else', async ({ table, changes, ends }) => {
  const [column] = await owner<{ name: string }[]>`SELECT column_name AS name FROM information_schema.column_privileges
    WHERE grantee = 'holdspace_app' AND privilege_type = 'UPDATE' AND table_name = ${table} ORDER BY 1 LIMIT 1`;
  const changed = async (tx: TransactionSql): Promise<Row[]> => {
    if (column === undefined) return [];
    const name = tx(ends ?? column.name);
    const value = ends === undefined ? name : tx`now()`;
    const rows = await tx<{ row: Row }[]>`UPDATE ${tx(table)} t SET ${name} = ${value} RETURNING to_jsonb(t) AS row`;
    return rows.map(({ row }) => row);
  };
  const kept = (rows: readonly Row[]): string[] => texts(rows.map((row) => (ends === undefined ? row : { ...row, [ends]: undefined })));
  for (const [who, actor] of actors) {
    const expected = (all[table] ?? []).filter((row) => changes(row, askerOf(actor), all));
    expect({ who, rows: kept(await asActor(actor, changed)) }).toEqual({ who, rows: kept(expected) });
  }
});

test.each(Object.keys(RULES))(
  '[D21] %s: the writer of the log reads order and sizes of the log and who may write, nothing else',
  async (table) => {
    const readable = await owner<{ name: string }[]>`SELECT column_name AS name FROM information_schema.columns
    WHERE table_name = ${table} AND table_schema = 'public'
      AND has_column_privilege('holdspace_log', table_name::regclass, column_name, 'SELECT') ORDER BY 1`;
    expect(readable.map(({ name }) => name).includes('sealed')).toBe(false);
    expect(readable.length > 0).toBe(['updates', 'snapshots', 'writers'].includes(table));
  },
);
