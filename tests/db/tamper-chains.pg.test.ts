/** The audit log and the key directory in the hands of somebody who owns the database, verified as an operator and as an account's browser do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok, type Result } from '#crdt/base/result.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { checkOwnKeys } from '#client/room/key-directory.ts';
import type { Session } from '#client/room/session.ts';
import { newestMark, verifyAudit, type AuditMark } from '#db/verify-audit.ts';
import { verifyDirectory } from '#db/verify-directory.ts';
import { createAuditKeeper } from '#server/operate/audit.ts';
import { register } from '#tests/support/factors.ts';
import { createHandClock } from '#tests/support/clock.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { createTampering, type Tampering } from '#tests/support/tamper.ts';
import { both, casesOf, lineOf, readingOf, type Doing, type Reading } from '#tests/support/tamper-lines.ts';
import { CHAIN_LINES } from './tamper-lines-chains.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let tampering: Tampering;
let ada: Session;
/** The newest checkpoint of the audit log, as somebody carried it elsewhere. */
let kept: AuditMark | undefined;

beforeAll(async () => {
  practice = await createLivePractice();
  tampering = await createTampering(practice.databaseUrl);
  const [origin, password] = [practice.origin, 'correct horse battery staple'];
  ada = good(await register({ http: createHttp({ origin }), email: 'ada@example.org', password, name: 'Ada', alsoTherapist: true }));
  for (const name of ['tom', 'eve', 'ida']) {
    const email = `${name}@example.org`;
    const { token } = good(await ada.http.call('POST /api/account-invites', { body: { email, roles: ['therapist'] } }));
    good(await register({ http: createHttp({ origin }), email, password, name, token }));
  }
  good(await checkOwnKeys(ada));
  // Two checkpoints, at the third entry and at the sixth, and nothing behind it.
  const keeper = createAuditKeeper({ db: practice.db, clock: createHandClock(), ...practice.secrets });
  await tampering.past(['CREATE TABLE kept.later AS SELECT * FROM audit WHERE seq > 3', 'DELETE FROM audit WHERE seq > 3']);
  good(await keeper.checkpoint());
  await tampering.past(['INSERT INTO audit SELECT * FROM kept.later WHERE seq <= 6']);
  good(await keeper.checkpoint());
  kept = good(await practice.db.act('system:audit', async (tx) => ok(await newestMark(tx))));
});
afterAll(async () => {
  await tampering.close();
  await practice[Symbol.asyncDispose]();
});

type Verdict = { readonly intact: true } | { readonly intact: false; readonly seq: number; readonly fault: string };
const said = (verdict: Verdict): string => (verdict.intact ? 'intact' : `! entry ${verdict.seq} ${verdict.fault}`);

/** As often as the table's lines say something of it: done, looked at, and undone. */
const shown = (table: string, doing: Omit<Doing, 'table'>, tables: readonly string[], look: () => Promise<Reading>): void =>
  test.each(casesOf(lineOf(CHAIN_LINES, table), { table, ...doing }))('[D51] $what', async (one) => {
    expect(await readingOf(tampering, one, tables, look)).toBe(one.expected);
  });

describe('the audit log', () => {
  const verify = async (elsewhere: readonly AuditMark[]): Promise<string> =>
    said(good(await practice.db.act('system:audit', async (tx) => ok(await verifyAudit(tx, practice.secrets.auditPublic, elsewhere)))));
  const look = async (): Promise<Reading> => both(await verify([]), await verify(kept === undefined ? [] : [kept]));
  const tables = ['audit', 'audit_checkpoints'];
  const cutOff = 'DELETE FROM audit WHERE seq > 3; DELETE FROM audit_checkpoints WHERE seq > 3';

  test('[D51] is intact as it was written', async () => expect(await look()).toBe('intact'));
  shown('audit', { row: () => 'seq = 3', other: () => 'seq = 4', keys: ['seq'], older: () => cutOff }, tables, look);
  const older = () => 'DELETE FROM audit_checkpoints WHERE seq > 3';
  shown('audit_checkpoints', { row: () => 'seq = 3', other: () => 'seq = 6', keys: ['seq'], older }, tables, look);
});

describe('the key directory', () => {
  const own = async (storage: Storage): Promise<string> => {
    const found = await checkOwnKeys({ ...ada, storage });
    if (!found.ok) return found.code;
    return found.value.is === 'broken' ? `! ${found.value.fault}` : found.value.is;
  };
  const look = async (): Promise<Reading> => {
    const { auditPublic } = practice.secrets;
    const verdict = said(good(await practice.db.act('system:directory', async (tx) => ok(await verifyDirectory(tx, auditPublic)))));
    // Where the chain is whole, only a device can tell whether there was more of it.
    return verdict === 'intact' ? both(await own(createMemoryStorage()), await own(ada.storage)) : verdict;
  };
  const tables = ['directory', 'directory_checkpoints', 'accounts', 'pins'];
  // The last entry, its checkpoint and its account; and what all devices of this account were told about it.
  const cutOff = `DELETE FROM accounts WHERE id = (SELECT account FROM directory WHERE seq = 4); DELETE FROM directory WHERE seq = 4;
    DELETE FROM directory_checkpoints WHERE seq = 4; DELETE FROM pins`;
  const [row, other] = [() => 'seq = 3', () => 'seq = 4'];

  test('[D51] is intact as it was written, and fits', async () => expect(await look()).toBe('fits'));
  const to = {
    kind: "'reset'",
    self_signature: 'sha256(self_signature) || sha256(self_signature)',
    old_signature: `UPDATE directory SET kind = 'rotated', old_signature = self_signature WHERE seq = 3`,
  };
  shown('directory', { row, other, keys: ['seq'], older: () => cutOff, to }, tables, look);
  const older = () => 'DELETE FROM directory_checkpoints WHERE seq = 4';
  shown('directory_checkpoints', { row, other, keys: ['seq'], older }, tables, look);
});
