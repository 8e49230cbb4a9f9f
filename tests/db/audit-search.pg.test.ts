import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '#crdt/base/result.ts';
import { appendAudit, type AuditAction, type AuditEntry } from '#db/audit.ts';
import { countEntries, findEntries, type AuditFilter, type AuditPlace, type AuditRow } from '#db/audit-search.ts';
import { createDatabase, type Database } from '#db/connect.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSeededRandom } from '#tests/support/random.ts';

const START = Date.UTC(2026, 0, 1);
const ACTIONS: readonly AuditAction[] = ['room.create', 'room.end', 'log.read', 'sign-in', 'sign-in.factor', 'sign-in.end'];

let database: TestDatabase;
let db: Database;
let all: readonly AuditRow[];
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, log: { warn: () => undefined } });
  const random = createSeededRandom(4);
  // Many share their millisecond, and some come before what was written before them.
  const entries = Array.from({ length: 300 }, (_, i): AuditEntry => ({
    at: START + Math.floor(i / 3) + random.pick([0, 0, 1, 5]),
    actor: random.pick(['account:a', 'account:b', 'member:c', 'system']),
    action: random.pick(ACTIONS),
    subject: random.pick(['room:r', 'room:s', '']),
    outcome: random.pick(['ok', 'ok', 'ok', 'no_right', 'not_found']),
  }));
  await db.once((tx) => appendAudit(tx, entries));
  all = entries
    .map(({ at, actor, action, subject, outcome }, i) => ({ seq: i + 1, at, actor, action, subject, outcome }))
    .toSorted((a, b) => b.at - a.at || b.seq - a.seq);
});
afterAll(async () => {
  await db.close();
  await database[Symbol.asyncDispose]();
});

async function walk(filter: AuditFilter, limit: number): Promise<readonly AuditRow[]> {
  const read: AuditRow[] = [];
  let before: AuditPlace | undefined;
  for (;;) {
    const page = await db.act('system:audit', async (tx) => ok(await findEntries(tx, filter, limit, before)));
    if (!page.ok) throw new Error(page.code);
    read.push(...page.value);
    const last = page.value.at(-1);
    if (last === undefined || page.value.length < limit) return read;
    before = [last.at, last.seq];
  }
}

const FILTERS: readonly (readonly [AuditFilter, (row: AuditRow) => boolean])[] = [
  [{}, () => true],
  [{ from: START + 20, to: START + 40 }, ({ at }) => at >= START + 20 && at < START + 40],
  [{ actor: 'account:a' }, ({ actor }) => actor === 'account:a'],
  [{ action: 'sign-in' }, ({ action }) => action.startsWith('sign-in')],
  [{ action: 'room.' }, ({ action }) => action.startsWith('room.')],
  [{ action: 'nothing' }, () => false],
  // No pattern: these signs stand for themselves.
  [{ action: '%' }, () => false],
  [{ subject: 'room:r', outcome: 'ok' }, ({ subject, outcome }) => subject === 'room:r' && outcome === 'ok'],
  [{ outcome: 'refused' }, ({ outcome }) => outcome !== 'ok'],
  [
    { outcome: 'no_right', actor: 'system', action: 'log.read', from: START },
    (row) => row.outcome === 'no_right' && row.actor === 'system' && row.action === 'log.read',
  ],
];

test.each(FILTERS)('[O3] %o: each entry that fits once, newest first, however long the pages are', async (filter, fits) => {
  const expected = all.filter(fits);
  for (const limit of [1, 7, 300, 1000]) expect(await walk(filter, limit)).toEqual(expected);
});

test('[O3] what is written while somebody reads does not shift the pages', async () => {
  const first = await db.act('system:audit', async (tx) => ok(await findEntries(tx, { actor: 'account:b' }, 5)));
  if (!first.ok) throw new Error(first.code);
  const last = first.value.at(-1);
  const entry = { at: START + 9999, actor: 'account:b', action: 'room.end', subject: '', outcome: 'ok' } as const;
  await db.once((tx) => appendAudit(tx, [entry]));
  const next = await db.act('system:audit', async (tx) =>
    ok(await findEntries(tx, { actor: 'account:b' }, 5, [last?.at ?? 0, last?.seq ?? 0])),
  );
  expect(next).toEqual(ok(all.filter(({ actor }) => actor === 'account:b').slice(5, 10)));
  expect(await db.act('system:audit', async (tx) => ok(await countEntries(tx)))).toEqual(ok(301));
});
