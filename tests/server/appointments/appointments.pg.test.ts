/** When appointments are, as the server is told, and the calendar made of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordId } from '#crdt/base/ids.ts';
import { insertRecord, versionOne } from '#tests/support/record-rows.ts';
import { byMail, createDesk, DAY, HOUR, MARK, type Desk } from './support.ts';

let desk: Desk;
let now: number;
beforeAll(async () => {
  desk = await createDesk();
  now = desk.practice.clock.now();
});
afterAll(() => desk[Symbol.asyncDispose]());

const kept = async (record: RecordId) =>
  (
    await desk.owner<
      { starts_at: Date; minutes: number }[]
    >`SELECT starts_at, minutes FROM appointment_times WHERE record = ${record} ORDER BY 1`
  ).map((row) => [row.starts_at.getTime() - now, row.minutes]);
const reminded = async (record: RecordId) =>
  (await desk.owner`SELECT channel, hours, zone FROM reminders WHERE record = ${record}`).map((row) => ({ ...row }));
const at = (delayMs: number, minutes = 50) => ({ startsAt: now + delayMs, minutes });

test('[N40] what is told replaces all that is still to come; told twice it is the same; what is over is not taken', async () => {
  const record = await desk.appointment();
  expect(await desk.plan(record, { times: [at(DAY), at(8 * DAY), at(-DAY)] })).toBe('ok');
  const body = { times: [at(DAY, 60), at(15 * DAY)], reminder: byMail };
  for (let again = 0; again < 2; again++) expect(await desk.plan(record, body)).toBe('ok');
  expect(await kept(record)).toEqual([
    [DAY, 60],
    [15 * DAY, 50],
  ]);
  expect(await reminded(record)).toEqual([{ channel: 1, hours: 24, zone: 'America/New_York' }]);
  const told = (await desk.ada.get('/api/appointments')).body as unknown;
  expect(told).toEqual({ told: [{ record, mark: MARK }] });
  expect(await desk.plan(record, { times: [] })).toBe('ok');
  expect([await kept(record), await reminded(record)]).toEqual([[], []]);
});

test('[N41] the recipient is sealed at rest, and an appointment that is deleted has no times and reminds nobody', async () => {
  const record = await desk.appointment();
  await desk.plan(record, { times: [at(DAY)], reminder: byMail });
  const [row] = await desk.owner<{ recipient_sealed: Uint8Array }[]>`SELECT recipient_sealed FROM reminders WHERE record = ${record}`;
  expect(Buffer.from(row?.recipient_sealed ?? []).toString('latin1')).not.toContain('robin');
  expect(desk.practice.access.deps.key.open('recipient', row?.recipient_sealed ?? new Uint8Array())).toBe('robin@example.org');
  await desk.owner`UPDATE records SET deleted_at = now() WHERE id = ${record}`;
  expect([await kept(record), await reminded(record)]).toEqual([[], []]);
  expect((await desk.ada.get('/api/appointments')).body).not.toHaveProperty(['told', 0, 'record'], record);
  expect(await desk.plan(record, { times: [at(DAY)] })).toBe('record_deleted');
});

test('[N42] nobody plans another’s appointment, what is no appointment, or in a shape that cannot be', async () => {
  const admin = desk.ada;
  const { token } = (await admin.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] })).body as unknown as {
    token: string;
  };
  const tom = desk.practice.person();
  await tom.register('tom@example.org', 'correct horse battery', { token });
  const record = await desk.appointment();
  expect(await desk.plan(record, { times: [at(DAY)] }, tom)).toBe('not_found');
  const file = await insertRecord(desk.owner, versionOne(desk.account));
  expect(await desk.plan(file, { times: [at(DAY)] })).toBe('not_found');
  const refused = [
    { times: [at(DAY), at(DAY)] },
    { times: [at(DAY, 1)] },
    { times: [at(DAY)], reminder: { ...byMail, zone: 'Mars/Olympus' } },
    { times: [at(DAY)], reminder: { ...byMail, hours: 0 } },
    { times: [at(DAY)], reminder: { ...byMail, recipient: 'robin' } },
    { times: [at(DAY)], reminder: { ...byMail, channel: 'sms' } },
    { times: Array.from({ length: 401 }, (_, index) => at(index * DAY)) },
  ];
  for (const body of refused) expect(await desk.plan(record, body)).toBe('bad_shape');
  await expect(desk.owner`INSERT INTO appointment_times VALUES (${file}, ${desk.account}, now(), 50)`).rejects.toMatchObject({
    code: '23000',
  });
});

test('[N40] a list of what has a time since then has all of which the server knows none yet, and nothing that is over', async () => {
  const [coming, over, untold] = [await desk.appointment(), await desk.appointment(), await desk.appointment()];
  await desk.plan(coming, { times: [at(40 * DAY)] });
  await desk.plan(over, { times: [] });
  // A version that was kept while the server could not be told of it.
  await desk.plan(untold, { times: [], version: 2 });
  const listed = await desk.ada.get(`/api/records?kind=appointment&limit=200&since=${now + 30 * DAY}`);
  const found = (listed.body as unknown as { records: { record: RecordId }[] }).records.map(({ record }) => record);
  expect([found.includes(coming), found.includes(over), found.includes(untold)]).toEqual([true, false, true]);
});

test('[N43] a calendar is opened by its secret address alone, shows times under a neutral title, and ends with a new address', async () => {
  const record = await desk.appointment();
  await desk.plan(record, { times: [at(DAY + HOUR)], reminder: byMail });
  const asked = async () => (await desk.ada.post('/api/calendar')).body as unknown as { token: string };
  const { token: first } = await asked();
  const read = (token: string) => fetch(`${desk.practice.url}/calendar/${token}.ics`);
  const answer = await read(first);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    200,
    'text/calendar; charset=utf-8',
    'no-store',
  ]);
  const text = await answer.text();
  expect(text).toContain('DTSTART:20260102T010000Z');
  expect(text).toContain('DTEND:20260102T015000Z');
  expect(text).toContain('SUMMARY:Appointment');
  for (const canary of ['robin', 'ada', record]) expect(text.toLowerCase()).not.toContain(canary);
  const { token: second } = await asked();
  expect([(await read(first)).status, (await read(second)).status]).toEqual([404, 200]);
  await desk.ada.post('/api/calendar/remove');
  expect((await read(second)).status).toBe(404);
  for (const wrong of ['x', `${second}x`, '..%2f']) expect((await read(wrong)).status).toBe(404);
  const log = (await desk.practice.auditLog()).filter(({ action }) => action.startsWith('calendar.'));
  expect(log.map(({ action, actor }) => `${action} ${actor.split(':')[0]}`)).toEqual([
    'calendar.create account',
    'calendar.read anonymous',
    'calendar.create account',
    'calendar.read anonymous',
    'calendar.remove account',
  ]);
});

test('[N44] a calendar of somebody who was deactivated opens nothing', async () => {
  const { token } = (await desk.ada.post('/api/account-invites', { email: 'una@example.org', roles: ['therapist'] })).body as unknown as {
    token: string;
  };
  const una = desk.practice.person();
  const made = await una.register('una@example.org', 'correct horse battery', { token });
  const feed = ((await una.post('/api/calendar')).body as unknown as { token: string }).token;
  const status = async () => (await fetch(`${desk.practice.url}/calendar/${feed}.ics`)).status;
  expect(await status()).toBe(200);
  const { account } = made.body as unknown as { account: string };
  await desk.owner`INSERT INTO deactivations VALUES (${account}, ${desk.account}, now())`;
  expect(await status()).toBe(404);
});
