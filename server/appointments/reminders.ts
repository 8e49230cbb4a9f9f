/**
 * Sends reminders that are due, once a minute. One is marked before it is sent and settled after: if the server dies in between it is tried again, so
 * that somebody may be reminded twice, and nobody is forgotten. Each is an audit entry, without the recipient.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '#crdt/base/clock.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { claimReminders, forgetTimes, settleReminder, type Channel, type DueReminder } from '#db/appointments.ts';
import { appendAudit } from '#db/audit.ts';
import type { Database } from '#db/connect.ts';
import type { DeploymentKey } from '#server/access/deployment-key.ts';
import { reminderWords } from './reminder-words.ts';
import type { SendFault, Sender } from './sender.ts';

const EVERY_MS = 60_000;
const FORGET_EVERY_MS = 24 * 3_600_000;
/** At once: each is a conversation with another machine. */
const AT_ONCE = 8;
/** Over some three hours; then it is given up and its therapist sees that. */
const MOST_TRIES = 8;

export type KeeperDeps = {
  readonly db: Database;
  readonly key: DeploymentKey;
  readonly clock: Clock;
  readonly log: { info(fields: object, line: string): void; warn(fields: object, line: string): void };
  readonly senders: ReadonlyMap<Channel, Sender>;
};

export function createReminderKeeper({ db, key, clock, log, senders }: KeeperDeps) {
  let closed = false;
  let running = Promise.resolve();
  let forgottenAt = -Infinity;
  let stop = clock.after(EVERY_MS, again);

  async function sendOne(due: DueReminder): Promise<Result<undefined, SendFault>> {
    const sender = senders.get(due.channel);
    // Set up when it was planned, and no more: perhaps again.
    if (sender === undefined) return fail('later');
    const id = createHash('sha256').update(`holdspace/v1/reminder\0${due.record}\0${due.startsAt.getTime()}`).digest('hex').slice(0, 32);
    let recipient: string;
    try {
      recipient = key.open('recipient', due.recipientSealed);
    } catch {
      return fail('refused');
    }
    return sender.send({ id, recipient, ...reminderWords(due.startsAt, due.zone) });
  }

  /** Sends and settles; what it became. */
  async function settle(due: DueReminder): Promise<'sent' | 'given-up' | 'later'> {
    const sent = await sendOne(due);
    const became = sent.ok ? 'sent' : sent.code === 'refused' || due.tries >= MOST_TRIES ? 'given-up' : 'later';
    if (became === 'later') return became;
    await db.act('system:reminders', async (tx) => {
      await settleReminder(tx, due.record, due.startsAt, became);
      const outcome = sent.ok ? 'ok' : sent.code;
      const subject = `record:${due.record}/appointment/${due.channel}`;
      await appendAudit(tx, [{ at: clock.now(), actor: 'system', action: 'reminder.send', subject, outcome }]);
      return ok(undefined);
    });
    return became;
  }

  /** Sends all that are due now; how many were sent, given up and left for later. */
  async function send(): Promise<Result<{ readonly sent: number; readonly givenUp: number; readonly later: number }, 'not_ready'>> {
    const count = { sent: 0, givenUp: 0, later: 0 };
    for (;;) {
      const now = new Date(clock.now());
      const due = await db.act('system:reminders', async (tx) => ok(closed ? [] : await claimReminders(tx, now, AT_ONCE)));
      if (!due.ok) return due;
      if (due.value.length === 0) return ok(count);
      for (const became of await Promise.all(due.value.map(settle))) count[became === 'given-up' ? 'givenUp' : became]++;
    }
  }

  async function forget(): Promise<void> {
    const now = clock.now();
    if (now - forgottenAt < FORGET_EVERY_MS) return;
    const forgotten = await db.act('system:reminders', async (tx) => {
      await forgetTimes(tx, new Date(now));
      return ok(undefined);
    });
    if (forgotten.ok) forgottenAt = now;
  }

  function again(): void {
    if (closed) return;
    running = once()
      .catch((error: unknown) => {
        // Nobody's session ends for a reminder.
        log.warn({ error }, 'reminders: something failed that nobody expected');
      })
      .then(() => {
        // A minute after it is done: what takes long does not pile up.
        if (!closed) stop = clock.after(EVERY_MS, again);
      });
  }

  async function once(): Promise<void> {
    const done = await send();
    await forget();
    if (!done.ok) log.warn({ code: done.code }, 'reminders: the database is away, tried again in a minute');
    else if (done.value.givenUp + done.value.later > 0) log.warn(done.value, 'reminders: some could not be sent');
    else if (done.value.sent > 0) log.info(done.value, 'reminders were sent');
  }

  return {
    send,
    /** Resolves once nothing is being sent. */
    settled: (): Promise<void> => running,
    /** Idempotent. Waits for what is being sent. */
    async close(): Promise<void> {
      closed = true;
      stop();
      await running;
      for (const sender of senders.values()) sender.close();
    },
  };
}
