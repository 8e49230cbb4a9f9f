/** When appointments are, whom to remind of them, and whose calendar an address is (migrations/0048-appointments.sql). What they are about is sealed. */
import { and, asc, eq, gte, isNull, notInArray, sql, type SQL } from 'drizzle-orm';
import { integer, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { at, bytes } from './columns.ts';
import type { Tx } from './connect.ts';
import { records } from './schema-records.ts';

const times = pgTable('appointment_times', {
  record: uuid('record').$type<RecordId>().notNull(),
  owner: uuid('owner').$type<AccountId>().notNull(),
  startsAt: at('starts_at').notNull(),
  minutes: smallint('minutes').notNull(),
});
const plans = pgTable('appointment_plans', {
  record: uuid('record').$type<RecordId>().primaryKey(),
  owner: uuid('owner').$type<AccountId>().notNull(),
  mark: bytes('mark').notNull(),
  version: integer('version').notNull(),
});
const reminders = pgTable('reminders', {
  record: uuid('record').$type<RecordId>().primaryKey(),
  owner: uuid('owner').$type<AccountId>().notNull(),
  channel: smallint('channel').notNull(),
  recipientSealed: bytes('recipient_sealed').notNull(),
  zone: text('zone').notNull(),
  hours: smallint('hours').notNull(),
});
const sends = pgTable('reminder_sends', {
  record: uuid('record').$type<RecordId>().notNull(),
  startsAt: at('starts_at').notNull(),
  owner: uuid('owner').$type<AccountId>().notNull(),
  state: smallint('state').notNull(),
  tries: integer('tries').notNull(),
  nextAt: at('next_at').notNull(),
});
const feeds = pgTable('calendar_feeds', {
  owner: uuid('owner').$type<AccountId>().primaryKey(),
  tokenHash: bytes('token_hash').notNull(),
  madeAt: at('made_at').notNull(),
});

/** The number of each way to remind somebody. */
export const CHANNELS = { email: 1, sms: 2 } as const;
export type Channel = keyof typeof CHANNELS;
export const channelOf = (number: number): Channel => (number === CHANNELS.sms ? 'sms' : 'email');

export type AppointmentTime = { readonly startsAt: Date; readonly minutes: number };
/** `recipientSealed`: an address or number under the deployment key. */
export type Reminding = {
  readonly channel: Channel;
  readonly recipientSealed: Uint8Array;
  readonly zone: string;
  readonly hours: number;
};

/** From `now` on these are its times, and no others; what was before stays. */
export async function setTimes(tx: Tx, record: RecordId, owner: AccountId, coming: readonly AppointmentTime[], now: Date): Promise<void> {
  const starts = coming.map(({ startsAt }) => startsAt);
  const gone = starts.length === 0 ? undefined : notInArray(times.startsAt, starts);
  await tx.delete(times).where(and(eq(times.record, record), gte(times.startsAt, now), gone));
  if (coming.length === 0) return;
  const insert = tx.insert(times).values(coming.map((one) => ({ record, owner, ...one })));
  await insert.onConflictDoUpdate({ target: [times.record, times.startsAt], set: { minutes: sql`excluded.minutes` } });
}

/** What the owner's browser calls what it told of it, and of which version of its record that was. */
export async function setMark(tx: Tx, row: { record: RecordId; owner: AccountId; mark: Uint8Array; version: number }): Promise<void> {
  const { mark, version } = row;
  await tx.insert(plans).values(row).onConflictDoUpdate({ target: plans.record, set: { mark, version } });
}

/** Of a record: it has a time from `from` on, or nothing was told of its newest version yet. */
export const hasTimeSince = (from: Date): SQL => sql`(
  EXISTS (SELECT 1 FROM appointment_times t WHERE t.record = ${records.id} AND t.starts_at >= ${from.toISOString()}::timestamptz)
  OR NOT EXISTS (SELECT 1 FROM appointment_plans p WHERE p.record = ${records.id} AND p.version = ${records.version}))`;

/** Of all the account's appointments of which something was told and which are not deleted. */
export const marksOf = (tx: Tx, owner: AccountId) =>
  tx.select({ record: plans.record, mark: plans.mark }).from(plans).where(eq(plans.owner, owner)).orderBy(asc(plans.record));

/** Whom to remind of it; undefined: nobody. */
export async function setReminding(tx: Tx, record: RecordId, owner: AccountId, reminding: Reminding | undefined): Promise<void> {
  if (reminding === undefined) {
    await tx.delete(reminders).where(eq(reminders.record, record));
    return;
  }
  const row = { ...reminding, channel: CHANNELS[reminding.channel] };
  await tx
    .insert(reminders)
    .values({ record, owner, ...row })
    .onConflictDoUpdate({ target: reminders.record, set: row });
}

/** The account's reminders of what is still to come that could not be sent. */
export const failedReminders = (tx: Tx, owner: AccountId, now: Date) =>
  tx
    .select({ record: sends.record, startsAt: sends.startsAt })
    .from(sends)
    .where(and(eq(sends.owner, owner), eq(sends.state, GIVEN_UP), gte(sends.startsAt, now)))
    .orderBy(asc(sends.startsAt));

/** When the account's appointments are that are not deleted, from `from` on, no more than `limit`. */
export const timesOf = (tx: Tx, owner: AccountId, from: Date, limit: number) =>
  tx
    .select({ record: times.record, startsAt: times.startsAt, minutes: times.minutes })
    .from(times)
    .innerJoin(records, eq(records.id, times.record))
    .where(and(eq(times.owner, owner), gte(times.startsAt, from), isNull(records.deletedAt)))
    .orderBy(asc(times.startsAt), asc(times.record))
    .limit(limit);

const [SENT, GIVEN_UP] = [2, 3];

export type DueReminder = {
  readonly record: RecordId;
  readonly startsAt: Date;
  readonly channel: Channel;
  readonly recipientSealed: Uint8Array;
  readonly zone: string;
  /** With this one. */
  readonly tries: number;
};

/** Takes up to `most` that are due; each is due again some minutes later unless `settleReminder` hears of it. As system:reminders. */
export async function claimReminders(tx: Tx, now: Date, most: number): Promise<readonly DueReminder[]> {
  const rows = (await tx.execute(sql`
    SELECT record, (extract(epoch FROM starts_at) * 1000)::float8 AS starts, channel, recipient_sealed AS sealed, zone, tries
    FROM holdspace_claim_reminders(${now.toISOString()}::timestamptz, ${most}::integer)`)) as unknown as readonly {
    readonly record: RecordId;
    readonly starts: number;
    readonly channel: number;
    readonly sealed: Uint8Array;
    readonly zone: string;
    readonly tries: number;
  }[];
  return [...rows].map(({ record, starts, channel, sealed, zone, tries }) => ({
    ...{ record, startsAt: new Date(Number(starts)), channel: channelOf(channel), recipientSealed: sealed, zone, tries },
  }));
}

/** It was sent, or is given up. As system:reminders. */
export async function settleReminder(tx: Tx, record: RecordId, startsAt: Date, became: 'sent' | 'given-up'): Promise<void> {
  const state = became === 'sent' ? SENT : GIVEN_UP;
  await tx.execute(sql`SELECT holdspace_settle_reminder(${record}::uuid, ${startsAt.toISOString()}::timestamptz, ${state}::smallint)`);
}

/** Removes times of three months ago, and recipients who have nothing to come. As system:reminders. */
export async function forgetTimes(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`SELECT holdspace_forget_times(${now.toISOString()}::timestamptz)`);
}

/** A new address for the account's calendar; the one before opens nothing any more. */
export async function setFeed(tx: Tx, owner: AccountId, tokenHash: Uint8Array, now: Date): Promise<void> {
  const row = { tokenHash, madeAt: now };
  await tx
    .insert(feeds)
    .values({ owner, ...row })
    .onConflictDoUpdate({ target: feeds.owner, set: row });
}

/** Since when the account's calendar has an address; undefined: it has none. */
export async function feedSince(tx: Tx, owner: AccountId): Promise<Date | undefined> {
  return (await tx.select({ madeAt: feeds.madeAt }).from(feeds).where(eq(feeds.owner, owner)))[0]?.madeAt;
}

/** False where there was none. */
export async function removeFeed(tx: Tx, owner: AccountId): Promise<boolean> {
  return (await tx.delete(feeds).where(eq(feeds.owner, owner)).returning({ owner: feeds.owner })).length > 0;
}

/** Whose calendar has this address. */
export async function calendarOf(tx: Tx, tokenHash: Uint8Array): Promise<AccountId | undefined> {
  const rows = (await tx.execute(sql`SELECT holdspace_calendar_of(${tokenHash}) AS owner`)) as unknown as readonly {
    readonly owner: AccountId | null;
  }[];
  return [...rows][0]?.owner ?? undefined;
}
