import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import postgres from 'postgres';

type Known = { readonly person: Person; readonly account: AccountId };
let practice: Practice;
let admin: Known;
let ada: Known;
let tom: Known;
let robin: Known;
let wren: Known;

beforeAll(async () => {
  practice = await createPractice();
  const first = practice.person();
  const made = await first.register('first@example.org', 'correct horse battery', {});
  admin = { person: first, account: (made.body as unknown as { account: AccountId }).account };
  [ada, tom, robin, wren] = [await account('ada'), await account('tom'), await account('robin'), await account('wren')];
  // People without a role: participants who have an account.
  const sql = postgres(practice.database.url, { max: 1 });
  await sql`UPDATE accounts SET roles = '{}' WHERE id IN (${robin.account}, ${wren.account})`;
  await sql.end();
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});

async function account(name: string): Promise<Known> {
  const email = `${name}@example.org`;
  const invited = await admin.person.post('/api/account-invites', { email, roles: ['therapist'] });
  const person = practice.person();
  const made = await person.register(email, 'correct horse battery', { token: (invited.body as unknown as { token: string }).token });
  return { person, account: (made.body as unknown as { account: AccountId }).account };
}

const entriesOf = async (asker: Known, of: Known): Promise<string> => {
  const answer = await asker.person.post('/api/directory/of', { account: of.account });
  return answer.body.error ?? `${(answer.body as unknown as { entries: object[] }).entries.length} entries`;
};

test('[A75] colleagues see each other’s entries; a participant sees nobody whom they share no room with, nor does anybody see them', async () => {
  expect(await entriesOf(ada, tom)).toBe('1 entries');
  expect(await entriesOf(admin, ada)).toBe('1 entries');
  expect(await entriesOf(ada, ada)).toBe('1 entries');
  expect(await entriesOf(robin, robin)).toBe('1 entries');
  expect(await entriesOf(robin, ada)).toBe('not_found');
  expect(await entriesOf(robin, wren)).toBe('not_found');
  expect(await entriesOf(ada, robin)).toBe('not_found');
  expect(await entriesOf(ada, { ...tom, account: crypto.randomUUID() as AccountId })).toBe('not_found');
});

test('[A75] the chain tells everybody how many entries there are, and of others neither account nor keys', async () => {
  const own = await robin.person.get('/api/directory');
  const { checkpoint, entries } = own.body as unknown as { checkpoint: { seq: number }; entries: object[] };
  expect(entries).toHaveLength(1);
  expect(checkpoint.seq).toBe(5);
  const links = await robin.person.post('/api/directory/links', { after: 1, upTo: 4 });
  expect((links.body as unknown as { links: object[] }).links).toHaveLength(3);
  const keys = new Set((links.body as unknown as { links: object[] }).links.flatMap((link) => Object.keys(link)));
  expect([...keys].toSorted()).toEqual(['digest', 'tag']);
  expect(JSON.stringify([own.body, links.body])).not.toContain(ada.account);
});

test('[A75] a therapist is found by their address, whoever asks is written down; nobody else is found', async () => {
  const find = async (asker: Known, email: string) => {
    const { body } = await asker.person.post('/api/directory/find', { email });
    return body.error ?? (body as unknown as { account: AccountId }).account;
  };
  expect(await find(ada, ' Tom@Example.org '.trim())).toBe(tom.account);
  expect(await find(ada, 'ada@example.org')).toBe('not_found');
  expect(await find(ada, 'robin@example.org')).toBe('not_found');
  expect(await find(ada, 'first@example.org')).toBe('not_found');
  expect(await find(ada, 'nobody@example.org')).toBe('not_found');
  expect(await find(robin, 'tom@example.org')).toBe('no_right');
  const written = (await practice.auditLog()).filter(
    ({ action, actor }) => action === 'directory.find' && actor === `account:${ada.account}`,
  );
  expect(written.map(({ outcome }) => String(outcome))).toEqual(['ok', 'not_found', 'not_found', 'not_found', 'not_found']);
});

test('[A71] who signs up without a signature by the new keys gets no account', async () => {
  const invited = await admin.person.post('/api/account-invites', { email: 'eve@example.org', roles: ['therapist'] });
  const { token } = invited.body as unknown as { token: string };
  const eve = practice.person();
  const refused = await eve.register('eve@example.org', 'correct horse battery', {
    token,
    keySignature: Buffer.alloc(64, 1).toString('base64url'),
  });
  expect(refused.body.error).toBe('bad_shape');
  expect((await eve.register('eve@example.org', 'correct horse battery', { token })).status).toBe(200);
});
