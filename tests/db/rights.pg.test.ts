import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, MemberId } from '#crdt/base/ids.ts';
import { ok } from '#crdt/base/result.ts';
import { migrate } from '#db/migrate.ts';
import { findRoom } from '#db/rooms.ts';
import { createLogStore } from '#db/log.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import type { Person } from '#tests/support/person.ts';
import { claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';
import { logEntries } from '#tests/support/log-entries.ts';

let practice: Practice;
let made: Awaited<ReturnType<typeof makeRoom>>;
let owner: AccountId;
let therapist: Person;
beforeAll(async () => {
  practice = await createPractice();
  therapist = practice.person();
  const account = await therapist.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  owner = (account.body as unknown as { account: AccountId }).account;
  made = await makeRoom(therapist);
  await createLogStore(practice.db).commit(logEntries(made.room, made.member, 3));
});
afterAll(async () => await practice[Symbol.asyncDispose]());

const nobody = () => crypto.randomUUID() as AccountId & MemberId;

test('[D1] a forgotten check returns nothing: without a grant there is no room and no content', async () => {
  const seenBy = async (actor: Parameters<Practice['db']['act']>[0]) => {
    const found = await practice.db.act(actor, async (tx) => ok(await findRoom(tx, made.room)));
    return found.ok && found.value?.id;
  };
  expect(await seenBy(`account:${owner}`)).toBe(made.room);
  expect(await seenBy(`member:${made.member}`)).toBe(made.room);
  expect(await seenBy(`account:${nobody()}`)).toBe(undefined);
  expect(await seenBy(`member:${nobody()}`)).toBe(undefined);
  const store = createLogStore(practice.db);
  expect((await store.tail(made.room, 'drawing', 0, 3, 1 << 20, made.member)).length).toBe(3);
  expect(await store.tail(made.room, 'drawing', 0, 3, 1 << 20, nobody())).toEqual([]);
});

test('[D2] with no actor at all, every table of a room is empty', async () => {
  for (const table of ['rooms', 'members', 'invites', 'grants', 'updates', 'snapshots', 'sign_ins', 'visits', 'audit']) {
    expect(await practice.db.app`SELECT 1 FROM ${practice.db.app(table)}`).toHaveLength(0);
  }
});

test('[D3] system actors see metadata and never a grant or content', async () => {
  for (const actor of ['system:admin', 'system:claim', 'system:sign-in', 'system:directory', 'system:audit'] as const) {
    await practice.db.app.begin(async (tx) => {
      await tx`SELECT set_config('holdspace.actor', ${actor}, true)`;
      for (const table of ['grants', 'updates', 'snapshots']) expect(await tx`SELECT 1 FROM ${tx(table)}`).toHaveLength(0);
    });
  }
});

const denied = { code: '42501' };

test('[D4] the application may not change or remove what is append-only', async () => {
  for (const role of ['app', 'writer'] as const) {
    const sql = practice.db[role];
    for (const table of ['updates', 'snapshots', 'audit', 'audit_checkpoints', 'directory', 'directory_checkpoints']) {
      await expect(sql`UPDATE ${sql(table)} SET at = now()`).rejects.toMatchObject(denied);
      await expect(sql`DELETE FROM ${sql(table)}`).rejects.toMatchObject(denied);
      await expect(sql`TRUNCATE ${sql(table)}`).rejects.toMatchObject(denied);
    }
  }
});

test('[D5] nor may anybody else: the owner is refused too', async () => {
  await using sql = asOwner();
  for (const table of ['updates', 'snapshots', 'audit', 'audit_checkpoints', 'directory', 'directory_checkpoints']) {
    await expect(sql.run(`UPDATE ${table} SET at = now()`)).rejects.toMatchObject(denied);
    await expect(sql.run(`DELETE FROM ${table}`)).rejects.toMatchObject(denied);
    await expect(sql.run(`TRUNCATE ${table}`)).rejects.toMatchObject(denied);
  }
});

test('[D6] the log role cannot read sealed bytes, nor anything outside the log', async () => {
  const { writer } = practice.db;
  await expect(writer`SELECT sealed FROM updates`).rejects.toMatchObject(denied);
  await expect(writer`SELECT sealed FROM snapshots`).rejects.toMatchObject(denied);
  await expect(writer`SELECT 1 FROM grants`).rejects.toMatchObject(denied);
  await expect(writer`SELECT 1 FROM accounts`).rejects.toMatchObject(denied);
});

test('[D7] an entry of the audit log enters by the function alone', async () => {
  await expect(practice.db.app`INSERT INTO audit VALUES (99, now(), 'a', 'b', 'c', 'ok', NULL, ${Buffer.alloc(32)})`).rejects.toMatchObject(
    denied,
  );
});

test('[D8] migrating again, and by several at once, changes nothing', async () => {
  await Promise.all([1, 2, 3].map(() => migrate(practice.database.url)));
  expect(await practice.db.reader`SELECT 1 FROM updates WHERE room = ${made.room}`).toHaveLength(3);
});

function asOwner() {
  const sql = postgres(practice.database.url, { max: 1 });
  return { run: (text: string) => sql.unsafe(text), [Symbol.asyncDispose]: () => sql.end() };
}

test('[D31] nobody but an admin deactivates or reactivates, nobody themselves, and an admin stays, whoever writes', async () => {
  const sql = postgres(practice.database.url, { max: 1 });
  const [other, therapist] = [crypto.randomUUID(), crypto.randomUUID()];
  const key = Buffer.alloc(32, 5);
  for (const [id, role] of [
    [other, 'admin'],
    [therapist, 'therapist'],
  ] as const) {
    await sql.begin(async (tx) => {
      await tx`INSERT INTO accounts (id, email_sealed, email_lookup, roles, opaque_record, sign_public, box_public, wrapped_keyring, created_at)
        VALUES (${id}, ${key}, ${Buffer.from(id)}, ${[role]}, 'x', ${key}, ${key}, ${key}, now())`;
      await tx`SELECT holdspace_directory(${id}, 'made', ${key}, ${key}, now(), ${Buffer.alloc(32)}, ${Buffer.alloc(64)}, NULL)`;
    });
  }
  const as = async (account: string, work: (tx: postgres.TransactionSql) => Promise<readonly object[]>): Promise<readonly object[]> =>
    (await practice.db.app.begin(async (tx) => {
      await tx`SELECT set_config('holdspace.actor', ${`account:${account}`}, true)`;
      return [...(await work(tx))];
    })) as readonly object[];
  const out = (who: string, by: string, saidToBe = by) => as(by, (tx) => tx`INSERT INTO deactivations VALUES (${who}, ${saidToBe}, now())`);
  const letIn = (by: string) => as(by, (tx) => tx`DELETE FROM deactivations RETURNING 1`);
  await expect(out(other, therapist)).rejects.toMatchObject({ code: '42501' });
  await expect(out(owner, owner)).rejects.toMatchObject({ code: '23514' });
  await expect(out(therapist, owner, other)).rejects.toMatchObject({ code: '42501' });
  await out(other, owner);
  // Who is out lets nobody in, themselves neither; and the last admin stays, whoever owns the tables.
  for (const who of [other, therapist]) expect(await letIn(who)).toHaveLength(0);
  await expect(out(owner, other)).rejects.toMatchObject({ code: '23000' });
  await expect(sql`INSERT INTO deactivations VALUES (${owner}, ${other}, now())`).rejects.toMatchObject({ code: '23000' });
  expect(await letIn(owner)).toHaveLength(1);
  await sql.end();
});

test('[D33] nobody takes a place in a locked room or is let in there, whatever a handler forgot', async () => {
  const owner = postgres(practice.database.url, { max: 1 });
  const { invite, proof } = await makeInvite(therapist, made.room);
  const waiting = (await practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof))).body as unknown as { member: MemberId };
  await owner`UPDATE rooms SET locked = true WHERE id = ${made.room}`;
  await expect(owner`UPDATE members SET state = 'admitted' WHERE id = ${waiting.member}`).rejects.toMatchObject(denied);
  for (const state of ['waiting', 'admitted'])
    await expect(
      owner`INSERT INTO members SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'invite', gen_random_uuid(), 'state', ${state}::text))).* FROM members m WHERE id = ${waiting.member}`,
    ).rejects.toMatchObject(denied);
  for (const state of ['refused', 'waiting']) {
    await owner`UPDATE members SET state = ${state} WHERE id = ${waiting.member}`;
    await expect(owner`UPDATE members SET state = 'admitted' WHERE id = ${waiting.member}`).rejects.toMatchObject(denied);
  }
  await owner`UPDATE rooms SET locked = false WHERE id = ${made.room}`;
  await owner.end();
});

test('[D34] of a visit nothing can be changed but its end, once', async () => {
  const { app } = practice.db;
  await expect(app`INSERT INTO visits (id) VALUES (gen_random_uuid())`).rejects.toMatchObject(denied);
  await expect(app`UPDATE visits SET from_at = now()`).rejects.toMatchObject(denied);
  const id = crypto.randomUUID();
  await app`SELECT holdspace_visit_start(${id}, ${made.room}, ${made.member}, '2026-01-01T10:00Z')`;
  await app`SELECT holdspace_visit_end(${id}, '2026-01-01T11:00Z')`;
  await app`SELECT holdspace_visit_end(${id}, '2026-01-01T12:00Z')`;
  const owner = postgres(practice.database.url, { max: 1 });
  const [visit] = await owner<{ to_at: Date }[]>`SELECT to_at FROM visits WHERE id = ${id}`;
  await owner.end();
  expect(visit?.to_at.toISOString()).toBe('2026-01-01T11:00:00.000Z');
});
