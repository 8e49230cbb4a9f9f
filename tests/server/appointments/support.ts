/** A practice with a therapist, and appointments of theirs as rows. */
import postgres, { type Sql } from 'postgres';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import type { RouteBody } from '#server/contract/http.ts';
import { insertRecord, versionOne } from '#tests/support/record-rows.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { base64, type Person } from '#tests/support/person.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const MARK = base64(32, 9);
type Planned = RouteBody<'POST /api/appointments/:record/times'>;

export type Desk = AsyncDisposable & {
  readonly practice: Practice;
  readonly owner: Sql;
  readonly ada: Person;
  readonly account: AccountId;
  appointment(): Promise<RecordId>;
  plan(record: RecordId, body: object, who?: Person): Promise<string>;
  /** The same without a sign-in, which a day that passes would end. */
  planned(record: RecordId, body: Omit<Planned, 'mark' | 'version'>): Promise<void>;
};

export async function createDesk(): Promise<Desk> {
  const practice = await createPractice();
  const owner = postgres(practice.database.url, { max: 1, onnotice: () => undefined });
  const ada = practice.person();
  const made = await ada.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  const { account } = made.body as unknown as { account: AccountId };
  return {
    practice,
    owner,
    ada,
    account,
    appointment: () => insertRecord(owner, versionOne(account, { kind: 'appointment' })),
    async plan(record, body, who = ada) {
      const answer = await who.post(`/api/appointments/${record}/times`, { mark: MARK, version: 1, ...body });
      return answer.body.error ?? 'ok';
    },
    async planned(record, body) {
      const from = { ip: '127.0.0.1', agent: '' };
      const done = await practice.services.appointments.plan(account, record, { mark: MARK, version: 1, ...body }, from);
      if (!done.ok) throw new Error(done.code);
    },
    async [Symbol.asyncDispose]() {
      await owner.end();
      await practice[Symbol.asyncDispose]();
    },
  };
}

export const byMail = { channel: 'email', recipient: 'robin@example.org', zone: 'America/New_York', hours: 24 } as const;
