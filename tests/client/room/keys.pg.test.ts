/** The key directory and the pins by the client's own code over a real server, and the same server when it lies. */
import { sign } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { base64url, concat, fromBase64url } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { followChain, signChange, START } from '#crdt/keys/directory.ts';
import { checkpointBytes, DIRECTORY_LABELS } from '#crdt/keys/directory-layout.ts';
import { createKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { checkOwnKeys } from '#client/room/key-directory.ts';
import { addPasskey, signInByPasskey } from '#client/room/passkey.ts';
import { confirmColleague, confirmedKeys, findColleague, forgetColleague } from '#client/room/people.ts';
import { loadPins, type Checking } from '#client/room/pins.ts';
import { register, type Session } from '#client/room/session.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { createAuthenticator } from '#tests/support/authenticator.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { lied, type Lies } from './lied.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

let practice: Practice;
let owner: postgres.Sql;
let ada: Session;
const authenticators = new Map<string, ReturnType<typeof createAuthenticator>>();
beforeAll(async () => {
  await sodiumReady();
  practice = await createPractice();
  owner = postgres(practice.database.url, { max: 1 });
  ada = await join('ada');
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

const emailOf = (name: string): string => `${name}@example.org`;

/** Makes an account with a passkey; the first sets up the practice. */
async function join(name: string): Promise<Session> {
  const token = ada === undefined ? {} : { token: await invite(name) };
  const http = createHttp({ origin: practice.url });
  const who = { http, email: emailOf(name), password: 'correct horse battery staple', name, alsoTherapist: ada === undefined };
  const session = good(await register({ ...who, ...token }));
  const authenticator = createAuthenticator();
  authenticators.set(name, authenticator);
  good(await addPasskey({ session, authenticator: authenticator.asked(), name: 'Key' }));
  return session;
}
async function invite(name: string): Promise<string> {
  return good(await ada.http.call('POST /api/account-invites', { body: { email: emailOf(name), roles: ['therapist'] } })).token;
}
/** The same account on a device that has seen nothing. */
async function elsewhere(name: string): Promise<Session> {
  const authenticator = authenticators.get(name);
  if (authenticator === undefined) throw new Error('nobody of that name');
  return good(await signInByPasskey({ http: createHttp({ origin: practice.url }), authenticator: authenticator.asked() }));
}

/** As if whoever holds the database gave the account other keys: everything the database asks for is done right. */
async function giveKeys(account: AccountId, keyring: Keyring): Promise<void> {
  const { signPublic, boxPublic } = keyring;
  const [last] = await owner<{ hash: Uint8Array }[]>`SELECT hash FROM directory WHERE account = ${account} ORDER BY seq DESC LIMIT 1`;
  const change = { account, kind: 'reset', signPublic, boxPublic, previous: new Uint8Array(last?.hash ?? []) } as const;
  await owner.begin(async (tx) => {
    await tx`UPDATE accounts SET sign_public = ${signPublic}, box_public = ${boxPublic} WHERE id = ${account}`;
    await tx`SELECT holdspace_directory(${account}, 'reset', ${signPublic}, ${boxPublic}, now(), ${change.previous},
      ${signChange(change, keyring.signSecret)}, NULL)`;
  });
}

const said = async (session: Checking): Promise<string> => {
  const found = good(await checkOwnKeys(session));
  if (found.is === 'foreign') return `foreign ${found.entry?.kind}`;
  return found.is === 'fits' ? `fits ${found.entries.length}` : found.fault;
};
type Own = RouteReply<'GET /api/directory'>;
const ownAs = (change: (own: Own) => Own): Lies => ({ 'GET /api/directory': change });
const read = async (session: Session): Promise<Own> => good(await session.http.call('GET /api/directory'));
const bytes = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

test('[K41] one’s own history fits, on each device, and goes on fitting while others come', async () => {
  expect(await said(ada)).toBe('fits 1');
  await join('ida');
  expect(await said(ada)).toBe('fits 1');
  expect(await said(await elsewhere('ada'))).toBe('fits 1');
});

test('[K41] an entry changed, dropped, made up or put elsewhere is found', async () => {
  const eve = createKeyring(systemRandom, 'eve');
  const at = (change: object) => ownAs((own) => ({ ...own, entries: own.entries.map((entry) => ({ ...entry, ...change })) }));
  expect(await said(lied(ada, at({ signPublic: base64url(eve.signPublic) })))).toBe('bad-signature');
  expect(await said(lied(ada, at({ boxPublic: base64url(eve.boxPublic) })))).toBe('bad-signature');
  expect(await said(lied(ada, at({ at: 5 })))).toBe('hidden-entry');
  expect(await said(lied(ada, at({ seq: 2 })))).toBe('hidden-entry');
  expect(
    await said(
      lied(
        ada,
        ownAs((own) => ({ ...own, entries: [] })),
      ),
    ),
  ).toBe('hidden-entry');
  expect(
    await said(
      lied(
        ada,
        ownAs((own) => ({ ...own, entries: [...own.entries, ...own.entries] })),
      ),
    ),
  ).toBe('hidden-entry');
  expect(await said(ada)).toBe('fits 1');
});

test('[K41] a directory that ends earlier is refused: by whoever saw more, and by their other devices', async () => {
  const before = await read(ada);
  await join('una');
  expect(await said(ada)).toBe('fits 1');
  const old = ownAs(() => before);
  expect(await said(lied(ada, old))).toBe('rolled-back');
  expect(await said(lied(await elsewhere('ada'), old))).toBe('rolled-back');
});

test('[K41] another chain is refused although the server signs it; so is a signature of somebody else', async () => {
  expect(await said(ada)).toBe('fits 1');
  const own = await read(ada);
  const { links } = good(await ada.http.call('POST /api/directory/links', { body: { after: 0, upTo: own.checkpoint.seq } }));
  const forged = links.map((link, place) => (place === 1 ? { ...link, digest: base64url(new Uint8Array(32)) } : link));
  const end = followChain(
    START,
    forged.map(({ tag, digest }) => ({ tag: bytes(tag), digest: bytes(digest) })),
  )?.at(-1);
  if (end === undefined) throw new Error('no chain');
  const place = { ...end, at: 9 };
  const signature = sign(null, concat(DIRECTORY_LABELS.checkpoint, checkpointBytes(place)), practice.secrets.auditPrivate);
  const checkpoint = { seq: end.seq, at: 9, hash: base64url(end.hash), signature: base64url(signature) };
  const fork: Lies = {
    'GET /api/directory': (reply) => ({ ...reply, checkpoint }),
    'POST /api/directory/links': () => ({ links: forged }),
  };
  expect(await said(lied(ada, fork))).toBe('forked');
  expect(await said(lied(ada, fork, createMemoryStorage()))).toBe('forked');
  const otherLinks: Lies = { 'POST /api/directory/links': () => ({ links: forged }) };
  expect(await said(lied(await elsewhere('ada'), otherLinks))).toBe('forked');
  expect(await said(lied(ada, { 'POST /api/directory/links': () => ({ links: [] }) }))).toBe('malformed');
  const later = ownAs((reply) => ({ ...reply, checkpoint: { ...reply.checkpoint, at: reply.checkpoint.at + 1 } }));
  expect(await said(lied(ada, later))).toBe('bad-checkpoint');
  const eve = createKeyring(systemRandom, 'eve');
  expect(
    await said(
      lied(
        ada,
        ownAs((reply) => ({ ...reply, serverPublic: base64url(eve.signPublic) })),
      ),
    ),
  ).toBe('bad-checkpoint');
  expect(await said(ada)).toBe('fits 1');
});

test('[K41] a reset without the owner is noticed by them, by the entry that cannot be taken out again', async () => {
  const bea = await join('bea');
  expect(await said(bea)).toBe('fits 1');
  await giveKeys(bea.account.account, createKeyring(systemRandom, 'eve'));
  expect(await said(bea)).toBe('foreign reset');
  const hidden = ownAs((own) => ({ ...own, entries: own.entries.slice(0, 1) }));
  expect(await said(lied(bea, hidden))).toBe('hidden-entry');
  const reversed = ownAs((own) => ({ ...own, entries: own.entries.toReversed() }));
  expect(await said(lied(bea, reversed))).toBe('hidden-entry');
});

test('[K42] the words are the same on both sides; confirmed once, every device knows, until it is taken back', async () => {
  const tom = await join('tom');
  const seen = good(await findColleague(ada, emailOf('tom')));
  expect(seen.keys.standing).toBe('unknown');
  expect(good(await findColleague(tom, emailOf('ada'))).words).toEqual(seen.words);
  expect(await confirmedKeys(ada, seen)).toEqual({ ok: false, code: 'not_confirmed' });
  good(await confirmColleague(ada, seen, 5));
  expect(good(await confirmedKeys(ada, seen)).standing).toBe('confirmed');
  expect(good(await findColleague(await elsewhere('ada'), emailOf('tom'))).keys.standing).toBe('confirmed');
  good(await forgetColleague(ada, tom.account.account));
  expect(await confirmedKeys(await elsewhere('ada'), seen)).toEqual({ ok: false, code: 'not_confirmed' });
});

test('[K42] a substituted key gives other words, and after the words were confirmed it blocks until they are again', async () => {
  const pia = await join('pia');
  const before = good(await findColleague(ada, emailOf('pia')));
  good(await confirmColleague(ada, before, 5));
  await giveKeys(pia.account.account, createKeyring(systemRandom, 'eve'));
  const after = good(await findColleague(ada, emailOf('pia')));
  expect(after.words).not.toEqual(before.words);
  expect(good(await findColleague(pia, emailOf('ada'))).words).toEqual(before.words);
  expect(after.keys.standing).toBe('changed');
  expect(await confirmedKeys(ada, after)).toEqual({ ok: false, code: 'not_confirmed' });
  // Nor do the old keys serve, which are not the account's any more.
  expect(await confirmedKeys(ada, before)).toEqual({ ok: false, code: 'not_confirmed' });
  good(await confirmColleague(ada, after, 6));
  expect(good(await confirmedKeys(ada, after)).standing).toBe('confirmed');
});

test('[K42] keys swapped after they were looked at are not confirmed in their place', async () => {
  const kim = await join('kim');
  const seen = good(await findColleague(ada, emailOf('kim')));
  await giveKeys(kim.account.account, createKeyring(systemRandom, 'eve'));
  good(await confirmColleague(ada, seen, 5));
  expect(good(await findColleague(ada, emailOf('kim'))).keys.standing).toBe('changed');
});

type KeptPins = RouteReply<'GET /api/pins'>;
test('[K42] pins rolled back, dropped or swapped by the server are refused', async () => {
  const first = good(await ada.http.call('GET /api/pins'));
  good(await confirmColleague(ada, good(await findColleague(ada, emailOf('una'))), 5));
  const newest = good(await ada.http.call('GET /api/pins'));
  expect(newest.version).toBe(first.version + 1);
  const pinsAs = (kept: KeptPins) => lied(ada, { 'GET /api/pins': () => kept });
  expect(await said(pinsAs(first))).toBe('pins-rolled-back');
  expect(await said(pinsAs({ version: 0 }))).toBe('pins-rolled-back');
  expect(await said(pinsAs({ ...first, version: newest.version }))).toBe('pins-foreign');
  expect(await said(pinsAs({ version: newest.version }))).toBe('pins-foreign');
  const ida = await elsewhere('ida');
  good(await checkOwnKeys(ida));
  const hers = good(await ida.http.call('GET /api/pins'));
  expect(await said(pinsAs({ ...hers, version: newest.version }))).toBe('pins-foreign');
  expect(await findColleague(pinsAs(first), emailOf('una'))).toEqual({ ok: false, code: 'pins-rolled-back' });
  expect(await said(ada)).toBe('fits 1');
});

test('[A76] of two devices that change the pins at once neither loses what the other wrote; the version goes up by one', async () => {
  const [una, ida] = [good(await findColleague(ada, emailOf('una'))), good(await findColleague(ada, emailOf('ida')))];
  for (const { account } of [una, ida]) good(await forgetColleague(ada, account));
  const other = await elsewhere('ada');
  const before = good(await ada.http.call('GET /api/pins')).version;
  await Promise.all([confirmColleague(ada, una, 5), confirmColleague(other, ida, 6)].map(async (done) => good(await done)));
  const { pins, version } = good(good(await loadPins(other)));
  expect(version).toBe(before + 2);
  expect(pins.people.map(({ account }) => account)).toEqual(expect.arrayContaining([una.account, ida.account]));
  const sealed = base64url(new Uint8Array(200));
  expect(await ada.http.call('POST /api/pins', { body: { version, sealed } })).toEqual({ ok: false, code: 'pins_changed' });
  expect(await ada.http.call('POST /api/pins', { body: { version: version + 2, sealed } })).toEqual({ ok: false, code: 'pins_changed' });
});
