/** Records as lists show them: each that opens as a card, each that cannot be believed as damaged, none left out. */
import type { RecordId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { readForm, type Form } from '#crdt/docs/form.ts';
import { listRecords, type OpenRecord, type RecordFault, type RecordsAsked } from '#client/room/record-reading.ts';
import type { Session } from '#client/room/session.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

/** A record that cannot be believed. */
export type DamagedCard = { readonly record: RecordId; readonly changedAt: number; readonly fault: RecordFault | 'no-form' };
export type Listed<Card> = { readonly cards: readonly Card[]; readonly damaged: readonly DamagedCard[] };

/** All of one's records that are asked for, in the order in which they were made; a form lives only while its card is made. */
export async function listCards<Card>(
  session: Session,
  asked: RecordsAsked,
  card: (record: OpenRecord, form: Form) => Card,
): Promise<Result<Listed<Card>, ErrorCode>> {
  const listed = await listRecords(session, asked);
  if (!listed.ok) return listed;
  const [cards, damaged]: [Card[], DamagedCard[]] = [[], []];
  for (const record of listed.value) {
    const form = record.is === 'open' ? readForm(record.content) : undefined;
    if (record.is === 'open' && form !== undefined) cards.push(card(record, form));
    else damaged.push({ record: record.record, changedAt: record.changedAt, fault: record.is === 'damaged' ? record.fault : 'no-form' });
    form?.destroy();
  }
  return ok({ cards, damaged });
}
