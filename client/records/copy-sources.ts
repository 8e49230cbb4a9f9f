/** What of artwork and of notes is given to others: read anew as the copy is made, so that it is what is kept and not what was on the screen. */
import type { RecordId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { readForm, textOf, type Form } from '#crdt/docs/form.ts';
import { readOne, type OpenRecord } from '#client/room/record-reading.ts';
import type { Session } from '#client/room/session.ts';
import { artworkCard } from '#client/store/artwork.ts';
import { listCards } from '#client/store/record-cards.ts';
import type { Copied, CopySource } from '#client/store/shares.ts';
import { dayWords } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { dayOf, NOTE_WORDS, sectionsOf } from './note-kinds.ts';

/** The picture with its title and day, without tags and remarks. */
export const artworkSource = (session: Session, patient: RecordId, record: RecordId): CopySource => ({
  record,
  patient,
  read: () =>
    opened(session, record, async (open, form) => {
      const { title, day, thumb, picture } = artworkCard(open, form);
      return ok({ from: 'artwork', title, day, thumb, picture, parts: [] });
    }),
});

/** A signed progress note with its addenda. */
export const noteSource = (session: Session, patient: RecordId, record: RecordId): CopySource => ({
  record,
  patient,
  read: () =>
    opened(session, record, async ({ place, head }, form) => {
      if (place.kind !== 'progress-note' || !head.closed) return fail('bad_shape');
      const day = dayOf(form);
      const parts = sectionsOf(form).map(({ name, label }) => ({ head: label, text: textOf(form, name) }));
      const asked = { kind: 'addendum', subject: patient, parent: record } as const;
      const added = await listCards(session, asked, (_open, addendum) => ({ head: 'Addendum', text: textOf(addendum, 'free') }));
      if (!added.ok) return added;
      // Half of what was added is not what was signed.
      if (added.value.damaged.length > 0) return fail('not_found');
      const title = `${NOTE_WORDS['progress-note'].one}${day === '' ? '' : ` of ${dayWords(day)}`}`;
      return ok({ from: 'note', title, day, parts: [...parts.filter(({ text }) => text !== ''), ...added.value.cards] });
    }),
});

async function opened(
  session: Session,
  record: RecordId,
  use: (open: OpenRecord, form: Form) => Promise<Result<Copied, ErrorCode>>,
): Promise<Result<Copied, ErrorCode>> {
  const read = await readOne(session, record);
  if (!read.ok) return read;
  const form = read.value.is === 'open' ? readForm(read.value.content) : undefined;
  if (read.value.is === 'damaged' || form === undefined) return fail('not_found');
  const copied = await use(read.value, form);
  form.destroy();
  return copied;
}
