/** A year of a practice's appointments: some that repeat every week and go on, and single ones that are over, of which the server was told. */
import type { Sql } from 'postgres';
import type { RecordId } from '#crdt/base/ids.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { createForm, encodeForm } from '#crdt/docs/form.ts';
import { wallOf } from '#client/appointments/occurrences.ts';
import { setPlan, type Plan } from '#client/appointments/plan.ts';
import { ruleOf } from '#client/appointments/rules.ts';
import { createRecordId } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { make, write } from './practice-files.ts';

const DAY_MS = 86_400_000;
const ZONE = 'Europe/Berlin';

export type AppointmentCounts = { readonly weekly: number; readonly over: number };

export async function practiceAppointments(
  owner: Sql,
  session: Session,
  patients: readonly RecordId[],
  counts: AppointmentCounts,
): Promise<void> {
  const { account } = session.account;
  const place = (i: number) =>
    ({ record: createRecordId(), kind: 'appointment', owner: account, subject: patients[i % patients.length] }) as const;
  const began = Date.now() - 200 * DAY_MS;
  await write(owner, counts.weekly, (i) => {
    const start = wallOf(began + (i % 5) * DAY_MS + (i % 9) * 3_600_000, ZONE);
    const rule = ruleOf({ start, zone: ZONE }, { every: 'week', ends: { is: 'never' } });
    return make(session, place(i), planned({ start, zone: ZONE, minutes: 50, rule }), false, began);
  });
  const over: { record: RecordId; at: Date }[] = [];
  await write(owner, counts.over, (i) => {
    const at = Date.now() - (60 + (i % 300)) * DAY_MS;
    const its = place(i);
    over.push({ record: its.record, at: new Date(at) });
    return make(session, its, planned({ start: wallOf(at, ZONE), zone: ZONE, minutes: 50, rule: '' }), false, at);
  });
  for (let from = 0; from < over.length; from += 500) {
    const rows = over.slice(from, from + 500);
    await owner`INSERT INTO appointment_times ${owner(rows.map(({ record, at }) => ({ record, owner: account, starts_at: at, minutes: 50 })))}`;
    await owner`INSERT INTO appointment_plans ${owner(rows.map(({ record }) => ({ record, owner: account, mark: systemRandom.bytes(32), version: 1 })))}`;
  }
}

function planned(plan: Plan): Uint8Array {
  const form = createForm();
  setPlan(form, plan);
  const content = encodeForm(form);
  form.destroy();
  return content;
}
