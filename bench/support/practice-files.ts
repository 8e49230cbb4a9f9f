/** A year of a practice's files, as a therapist's browser would have sealed and signed each: patients, and notes about them, nearly all signed. */
import type { Sql } from 'postgres';
import type { RecordId } from '#crdt/base/ids.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { createForm, encodeForm, setText, setValue } from '#crdt/docs/form.ts';
import { grantRecordKey } from '#crdt/keys/record-grant.ts';
import { NO_VERSION, RECORD_KINDS, type RecordPlace } from '#crdt/keys/record-layout.ts';
import { createRecordKey, NEW_RECORD, sealVersion } from '#crdt/keys/record.ts';
import { setPatientField } from '#client/records/patient-fields.ts';
import { createRecordId } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import type { createSeededRandom } from '#tests/support/random.ts';

const AT_ONCE = 500;
const DAY_MS = 86_400_000;
const FIRST = ['Ada', 'Robin', 'Wren', 'Kit', 'Lark', 'Finch', 'Ivy', 'Olga', 'Pia', 'Tom', 'Una', 'Noor', 'Jun', 'Eze', 'Mila'];
const LAST = ['Winter', 'Vale', 'Field', 'Brook', 'Marsh', 'Stone', 'Heath', 'Rivers', 'Wood', 'Hill', 'Shore', 'Lake', 'Moor', 'Glen'];
const SAID = ['slept', 'badly', 'the', 'sea', 'drew', 'a', 'house', 'without', 'doors', 'spoke', 'of', 'school', 'and', 'laughed', 'today'];

type Random = ReturnType<typeof createSeededRandom>;
export type Files = { readonly patients: readonly RecordId[]; readonly unsigned: number };
type Made = ReturnType<typeof make>;

/** Written as the database's owner; its triggers check every row all the same. Every hundredth note is not signed yet. */
export async function practiceFiles(
  owner: Sql,
  session: Session,
  counts: { patients: number; notes: number },
  random: Random,
): Promise<Files> {
  await sodiumReady();
  const started = Date.now() - 365 * DAY_MS;
  const patients = Array.from({ length: counts.patients }, createRecordId);
  await write(owner, counts.patients, (i) => {
    const record = patients[i] ?? createRecordId();
    return make(session, { record, kind: 'patient', owner: session.account.account }, patientForm(random), false, started);
  });
  let unsigned = 0;
  await write(owner, counts.notes, (i) => {
    const subject = patients[i % patients.length];
    const closing = i % 100 !== 0;
    if (!closing) unsigned += 1;
    const place = { record: createRecordId(), kind: 'progress-note', owner: session.account.account, subject } as const;
    return make(session, place, noteForm(random), closing, started + Math.floor((i / counts.notes) * 365) * DAY_MS);
  });
  return { patients, unsigned };
}

function patientForm(random: Random): Uint8Array {
  const form = createForm();
  const name = `${random.pick(FIRST)} ${random.pick(LAST)}`;
  setPatientField(form, 'name', name);
  setPatientField(form, 'goals', words(random, 20));
  const content = encodeForm(form);
  form.destroy();
  return content;
}

function noteForm(random: Random): Uint8Array {
  const form = createForm();
  setValue(form, 'day', '2026-03-12');
  setValue(form, 'format', 'soap');
  for (const name of ['subjective', 'objective', 'assessment', 'plan']) setText(form, name, words(random, 40));
  const content = encodeForm(form);
  form.destroy();
  return content;
}

const words = (random: Random, count: number): string => Array.from({ length: count }, () => random.pick(SAID)).join(' ');

export function make({ account: { account }, keyring }: Session, place: RecordPlace, content: Uint8Array, closing: boolean, at: number) {
  const key = createRecordKey(systemRandom);
  const { signSecret, boxPublic } = keyring;
  const { made } = sealVersion({ place, head: NEW_RECORD, content, closing, author: account, signSecret, key, random: systemRandom });
  const grant = grantRecordKey({ record: place.record, granter: account, reader: account, readerBoxPublic: boxPublic, key, signSecret });
  key.wipe();
  return { place, made, grant, at: new Date(at) };
}

export async function write(owner: Sql, count: number, one: (i: number) => Made): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => one(from + i));
    await owner.begin(async (tx) => {
      const beginning = { version: 0, head: NO_VERSION, closed: false, deleted_at: null };
      await tx`INSERT INTO records ${tx(
        rows.map(({ place, at }) => ({
          id: place.record,
          kind: RECORD_KINDS[place.kind],
          owner: place.owner,
          subject: place.subject ?? null,
          parent: null,
          created_at: at,
          changed_at: at,
          ...beginning,
        })),
      )}`;
      await tx`INSERT INTO record_versions ${tx(
        rows.map(({ place: { record, owner: its }, made, at }) => ({ record, version: 1, owner: its, author: its, made_at: at, ...made })),
      )}`;
      await tx`INSERT INTO record_grants ${tx(
        rows.map(({ place: { record, owner: its }, grant, at }) => ({
          record,
          reader: its,
          owner: its,
          granter: its,
          granted_at: at,
          sealed: grant.sealed,
          signature: grant.signature,
        })),
      )}`;
    });
    process.stderr.write(`\r${from + rows.length} of ${count} written`);
  }
  process.stderr.write('\n');
}
