/** Reminders as a real mail server, and what stands for Twilio's API, are given them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '#crdt/base/secret.ts';
import { ok } from '#crdt/base/result.ts';
import { claimReminders } from '#db/appointments.ts';
import { createReminderKeeper } from '#server/appointments/reminders.ts';
import { createSenders } from '#server/appointments/senders.ts';
import type { Sender } from '#server/appointments/sender.ts';
import { createMailServer } from '#tests/support/mail-server.ts';
import { byMail, createDesk, DAY, HOUR, type Desk } from './support.ts';

const secret = (text: string): Secret => new Secret(Buffer.from(text));

let desk: Desk;
let mail: Awaited<ReturnType<typeof createMailServer>>;
beforeAll(async () => {
  desk = await createDesk();
  mail = await createMailServer();
});
afterAll(async () => {
  await mail[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

const lines: object[] = [];
function keeperOf(senders: ReadonlyMap<'email' | 'sms', Sender> = mailSenders()) {
  const { db, clock, access } = desk.practice;
  const log = { info: (fields: object) => void lines.push(fields), warn: (fields: object) => void lines.push(fields) };
  return createReminderKeeper({ db, clock, log, key: access.deps.key, senders });
}
const mailSenders = (host = '127.0.0.1') =>
  createSenders({
    smtpUrl: secret(`smtp://${host}:${mail.port}`),
    mailFrom: 'Front desk <desk@example.com>',
    twilioUrl: 'https://api.twilio.com',
  });

async function send(senders?: ReadonlyMap<'email' | 'sms', Sender>) {
  const keeper = keeperOf(senders);
  const done = await keeper.send();
  await keeper.close();
  if (!done.ok) throw new Error(done.code);
  return done.value;
}
const NOTHING = { sent: 0, givenUp: 0, later: 0 };
const inTime = (delayMs: number) => ({ startsAt: desk.practice.clock.now() + delayMs, minutes: 50 });

test('[N45] somebody is reminded once, so long before as was said, in their own zone, and of nothing but the time', async () => {
  const record = await desk.appointment();
  await desk.planned(record, { times: [inTime(26 * HOUR), inTime(8 * DAY)], reminder: byMail });
  expect(await send()).toEqual(NOTHING);
  await desk.practice.clock.advance(2 * HOUR);
  expect(await send()).toEqual({ ...NOTHING, sent: 1 });
  expect(await send()).toEqual(NOTHING);
  const [one] = mail.mails.splice(0);
  expect(one).toMatchObject({ to: ['robin@example.org'], from: 'desk@example.com' });
  const text = (one?.text ?? '').replaceAll('=\r\n', '').replaceAll('\r\n ', ' ');
  expect(text).toContain('Subject: Appointment\r\n');
  expect(text).toContain('Auto-Submitted: auto-generated');
  // 2026-01-02 02:00 UTC.
  expect(text).toMatch(/You have an appointment on Thursday 1 January 2026 at 21:00 Eastern Standard Time\.\r\n/);
  for (const canary of ['Ada', 'ada@', 'holdspace', 'therap', record]) expect(text).not.toContain(canary);
  const log = (await desk.practice.auditLog()).filter(({ action }) => action === 'reminder.send');
  expect(log).toEqual([{ actor: 'system', action: 'reminder.send', subject: `record:${record}/appointment/email`, outcome: 'ok' }]);
});

test('[N46] a time that was moved, taken away or has begun reminds nobody of what it was', async () => {
  const record = await desk.appointment();
  const [old, moved] = [inTime(23 * HOUR), inTime(22 * HOUR)];
  await desk.planned(record, { times: [old], reminder: byMail });
  await desk.planned(record, { times: [moved], reminder: byMail });
  expect(await send()).toEqual({ ...NOTHING, sent: 1 });
  const gone = await desk.appointment();
  await desk.planned(gone, { times: [inTime(HOUR)], reminder: byMail });
  await desk.owner`UPDATE records SET deleted_at = now() WHERE id = ${gone}`;
  const late = await desk.appointment();
  await desk.planned(late, { times: [inTime(HOUR)], reminder: byMail });
  await desk.practice.clock.advance(HOUR);
  expect(await send()).toEqual(NOTHING);
  mail.mails.splice(0);
});

test('[N47] what the mail server cannot take now is tried again, later each time; what it refuses is given up and shown', async () => {
  const record = await desk.appointment();
  await desk.planned(record, { times: [inTime(23 * HOUR)], reminder: byMail });
  mail.away = true;
  expect(await send()).toEqual({ ...NOTHING, later: 1 });
  expect(await send()).toEqual(NOTHING);
  mail.away = false;
  await desk.practice.clock.advance(2 * 60_000);
  expect(await send()).toEqual({ ...NOTHING, sent: 1 });
  const refused = await desk.appointment();
  const time = inTime(20 * HOUR);
  await desk.planned(refused, { times: [time], reminder: { ...byMail, recipient: 'nobody@example.org' } });
  expect(await send()).toEqual({ ...NOTHING, givenUp: 1 });
  const shown = await desk.practice.services.appointments.reminders(desk.account);
  expect(shown.ok && shown.value.failed).toEqual([{ record: refused, startsAt: time.startsAt }]);
  const tried = await desk.appointment();
  await desk.planned(tried, { times: [inTime(23 * HOUR)], reminder: byMail });
  mail.away = true;
  const became = { ...NOTHING };
  for (let tries = 0; tries < 8; tries++) {
    const { later, givenUp } = await send();
    became.later += later;
    became.givenUp += givenUp;
    await desk.practice.clock.advance(2 * HOUR);
  }
  expect(became).toEqual({ sent: 0, later: 7, givenUp: 1 });
  mail.away = false;
  expect(await send()).toEqual(NOTHING);
  mail.mails.splice(0);
  expect(JSON.stringify(lines)).not.toMatch(/robin|nobody|example/);
});

test('[N47] a server that dies between taking and sending forgets nobody, and two at once remind nobody twice', async () => {
  const record = await desk.appointment();
  await desk.planned(record, { times: [inTime(23 * HOUR)], reminder: byMail });
  const { db, clock } = desk.practice;
  const taken = await db.act('system:reminders', async (tx) => ok(await claimReminders(tx, new Date(clock.now()), 8)));
  expect(taken.ok && taken.value.length).toBe(1);
  expect(await send()).toEqual(NOTHING);
  await clock.advance(2 * 60_000);
  expect((await Promise.all([send(), send()])).reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
  mail.mails.splice(0);
});

test('[N48] no reminder is said in the clear to another machine', async () => {
  const record = await desk.appointment();
  await desk.planned(record, { times: [inTime(23 * HOUR)], reminder: byMail });
  // This machine too, and by a name that does not say so.
  expect(await send(mailSenders('127.0.0.2'))).toEqual({ ...NOTHING, later: 1 });
  expect(mail.mails).toEqual([]);
  await desk.planned(record, { times: [] });
});

test('[N49] a text message is given to Twilio as its API has it; what it refuses is given up', async () => {
  const heard: { path: string; auth: string; form: Record<string, string> }[] = [];
  let status = 201;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
      heard.push({ path: `${request.method} ${request.url}`, auth: request.headers.authorization ?? '', form });
      response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const account = `AC${'0'.repeat(32)}`;
  const twilio = () =>
    createSenders({
      ...{ twilioAccount: account, twilioToken: secret('the-token'), twilioFrom: '+15550100100' },
      twilioUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
  const bySms = { channel: 'sms', recipient: '+15550100199', zone: 'Europe/Berlin', hours: 24 } as const;
  const record = await desk.appointment();
  await desk.planned(record, { times: [inTime(23 * HOUR)], reminder: bySms });
  expect(await send(twilio())).toEqual({ ...NOTHING, sent: 1 });
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({
    path: `POST /2010-04-01/Accounts/${account}/Messages.json`,
    auth: `Basic ${Buffer.from(`${account}:the-token`).toString('base64')}`,
    form: { To: '+15550100199', From: '+15550100100' },
  });
  expect(heard[0]?.form['Body']).toMatch(/^You have an appointment on .* Central European Standard Time\.$/);
  for (const [answer, became] of [
    [429, 'later'],
    [400, 'givenUp'],
  ] as const) {
    status = answer;
    const one = await desk.appointment();
    await desk.planned(one, { times: [inTime(23 * HOUR)], reminder: bySms });
    expect(await send(twilio())).toEqual({ ...NOTHING, [became]: 1 });
    await desk.planned(one, { times: [] });
  }
  await new Promise((resolve) => server.close(resolve));
});

test('[N50] it begins by itself, a minute after a start, and forgets what nobody needs', async () => {
  const { clock } = desk.practice;
  const record = await desk.appointment();
  await desk.planned(record, { times: [inTime(23 * HOUR)], reminder: byMail });
  const sent: string[] = [];
  const sender: Sender = {
    send: ({ recipient }) => {
      sent.push(recipient);
      return Promise.resolve(ok(undefined));
    },
    close: () => undefined,
  };
  const keeper = keeperOf(new Map([['email', sender]]));
  await clock.advance(60_000);
  await keeper.settled();
  await keeper.close();
  expect([lines.at(-1), sent]).toEqual([{ ...NOTHING, sent: 1 }, ['robin@example.org']]);
  const left = async () => [
    Number((await desk.owner`SELECT count(*) FROM reminders WHERE record = ${record}`)[0]?.['count']),
    Number((await desk.owner`SELECT count(*) FROM appointment_times WHERE record = ${record}`)[0]?.['count']),
  ];
  expect(await left()).toEqual([1, 1]);
  for (const [days, expected] of [
    [3, [0, 1]],
    [100, [0, 0]],
  ] as const) {
    await clock.advance(days * DAY);
    const later = keeperOf();
    await clock.advance(60_000);
    await later.settled();
    await later.close();
    expect(await left()).toEqual(expected);
  }
  mail.mails.splice(0);
});
