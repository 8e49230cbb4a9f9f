/** Accounts, kits, passkeys and pins in the hands of somebody who owns the database: signed in to, recovered and read by the client's own code. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { changeRecord } from '#client/room/change-record.ts';
import { addPasskey, signInByPasskey } from '#client/room/passkey.ts';
import { confirmColleague, findColleague } from '#client/room/people.ts';
import { loadPins } from '#client/room/pins.ts';
import { recoverByKit } from '#client/room/recovery.ts';
import { register, signIn, type Session } from '#client/room/session.ts';
import { verifyDirectory } from '#db/verify-directory.ts';
import { ada as adaOf, at, good, kitFor, tess as tessOf } from '#tests/client/room/recovering.ts';
import { createAuthenticator } from '#tests/support/authenticator.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { createTampering, type Tampering } from '#tests/support/tamper.ts';
import { both, casesOf, lineOf, readingOf, type Doing, type Reading } from '#tests/support/tamper-lines.ts';
import { ACCOUNT_LINES } from './tamper-lines-accounts.ts';

const ROBIN = { email: 'robin@example.org', password: 'six grey geese at the ford' };
const OLD = 'five red foxes by the hedge';

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let tampering: Tampering;
let ada: Session;
let robin: Session;
let kits: readonly [Secret, Secret];
const authenticator = createAuthenticator();

beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  tampering = await createTampering(practice.databaseUrl);
  ada = await adaOf(practice);
  const { token } = good(await ada.http.call('POST /api/participant-invites', { body: { email: ROBIN.email } }));
  robin = good(await register({ http: at(practice), token, email: ROBIN.email, password: OLD, name: 'Robin' }));
  const tess = await tessOf(practice, ada);
  const old = await kitFor(robin);
  await kitFor(ada);
  good(await confirmColleague(ada, good(await findColleague(ada, 'tess@example.org')), 5));
  await tampering.past(['accounts', 'pins', 'recovery_kits'].map((table) => `CREATE TABLE kept.old_${table} AS TABLE ${table}`));
  const { account, keyring, http } = robin;
  const change = { http, account: account.account, keyring, oldPassword: OLD, newPassword: ROBIN.password, endOthers: false };
  good(await changeRecord(change));
  kits = [old, await kitFor(robin)];
  good(await addPasskey({ session: tess, authenticator: authenticator.asked(), name: 'Key' }));
  good(await addPasskey({ session: ada, authenticator: createAuthenticator().asked(), name: 'Key' }));
  good(
    await confirmColleague(
      ada,
      { ...good(await findColleague(ada, 'tess@example.org')), account: robin.account.account, name: 'Robin' },
      5,
    ),
  );
  good(await confirmColleague(tess, good(await findColleague(tess, 'ada@example.org')), 5));
  good(good(await loadPins(ada)));
});
afterAll(async () => {
  await tampering.close();
  await practice[Symbol.asyncDispose]();
});

const shown = (table: string, doing: Omit<Doing, 'table'>, tables: readonly string[], look: () => Promise<Reading>): void => {
  test.each(casesOf(lineOf(ACCOUNT_LINES, table), { table, ...doing }))('[D51] $what', async (one) => {
    expect(await readingOf(tampering, one, [table, ...tables], look)).toBe(one.expected);
  });
};
const whose =
  (name: 'ada' | 'robin', column = 'account') =>
  () =>
    `${column} = '${{ ada, robin }[name].account.account}'`;
const asBefore =
  (table: string, column = 'account') =>
  () =>
    `DELETE FROM ${table} WHERE ${whose('robin', column)()}; INSERT INTO ${table} SELECT * FROM kept.old_${table} WHERE ${whose('robin', column)()}`;
/** Nobody is locked out by what was tried before. */
const unlocked = () => tampering.past(['DELETE FROM sign_in_tries']);

describe('an account', () => {
  /** The command that verifies the directory; then its owner, who signs in; then whoever knows the password of before. */
  async function look(): Promise<Reading> {
    const { auditPublic } = practice.secrets;
    const verdict = good(await practice.db.act('system:directory', async (tx) => ok(await verifyDirectory(tx, auditPublic))));
    if (!verdict.intact) return `! entry ${verdict.seq} ${verdict.fault}`;
    await unlocked();
    const signed = await signIn({ http: at(practice), ...ROBIN });
    if (signed.ok)
      return signed.value.account.roles.join() === 'participant' ? 'signs in' : `signs in as ${signed.value.account.roles.join()}`;
    const before = await signIn({ http: at(practice), email: ROBIN.email, password: OLD });
    return before.ok ? 'signs in by the old password' : `! ${signed.code}`;
  }
  test('[D51] is signed in to', async () => expect(await look()).toBe('signs in'));
  const [row, other] = [whose('robin', 'id'), whose('ada', 'id')];
  const to = { roles: "'{therapist}'", opaque_setup: '2' };
  shown('accounts', { row, other, keys: ['id'], older: asBefore('accounts', 'id'), to }, ['passkeys'], look);
});

describe('a recovery kit', () => {
  async function look(): Promise<Reading> {
    await unlocked();
    const by = (kit: Secret) => recoverByKit({ http: at(practice), email: ROBIN.email, kit, newPassword: 'another long password' });
    const recovered = await by(kits[1]);
    if (recovered.ok) return 'recovers';
    return (await by(kits[0])).ok ? 'recovers by the old kit' : `! ${recovered.code}`;
  }
  const [row, other] = [whose('robin'), whose('ada')];
  shown('recovery_kits', { row, other, keys: ['account'], older: asBefore('recovery_kits') }, ['accounts'], look);
});

describe('a passkey', () => {
  async function look(): Promise<Reading> {
    await unlocked();
    const signed = await signInByPasskey({ http: at(practice), authenticator: authenticator.asked() });
    return signed.ok ? 'signs in' : `! ${signed.code}`;
  }
  test('[D51] is signed in by', async () => expect(await look()).toBe('signs in'));
  const row = () => `NOT (${whose('ada')()})`;
  const older = () => `UPDATE passkeys SET sign_count = 0, used_at = NULL WHERE ${row()}`;
  shown('passkeys', { row, other: whose('ada'), keys: ['id'], older }, ['accounts'], look);
});

describe('pins', () => {
  const known = async (storage: Storage): Promise<string> => {
    const loaded = good(await loadPins({ ...ada, storage }));
    if (!loaded.ok) return `! ${loaded.code}`;
    return { 0: 'not there', 1: 'knows one', 2: 'knows two' }[loaded.value.pins.people.length] ?? 'knows many';
  };
  const look = async (): Promise<Reading> => both(await known(createMemoryStorage()), await known(ada.storage));
  test('[D51] are read', async () => expect(await look()).toBe('knows two'));
  const other = () => `account NOT IN (SELECT account FROM kept.old_pins)`;
  const older = () => `DELETE FROM pins WHERE ${whose('ada')()}; INSERT INTO pins SELECT * FROM kept.old_pins WHERE ${whose('ada')()}`;
  shown('pins', { row: whose('ada'), other, keys: ['account'], older }, [], look);
});
