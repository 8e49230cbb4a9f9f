import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { RecordId } from '#crdt/base/ids.ts';
import { createForm, encodeForm, setText, textOf } from '#crdt/docs/form.ts';
import type { RecordPlace } from '#crdt/keys/record-layout.ts';
import { createRecord, createRecordId } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { listCards, type Listed } from '#client/store/record-cards.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { Damaged } from './damaged.tsx';
import { LongField } from './long-field.tsx';

type Addendum = { readonly record: RecordId; readonly text: string; readonly at: number };
type Props = { session: Session; note: RecordPlace };

/** What was added to a signed note, oldest first; each is signed as it is added. */
export function Addenda({ session, note }: Props) {
  const found = useSignal<Listed<Addendum> | undefined>(undefined);
  const text = useSignal('');
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const [next, setNext] = useState(createRecordId);
  const load = async (): Promise<ErrorCode | undefined> => {
    const asked = { kind: 'addendum', subject: note.subject, parent: note.record } as const;
    const listed = await listCards(session, asked, ({ record, createdAt }, form) => ({
      record,
      text: textOf(form, 'free'),
      at: createdAt,
    }));
    if (!listed.ok) return listed.code;
    found.value = listed.value;
    return undefined;
  };
  useEffect(() => void attempt(load), [session, note.record]);
  const add = (event: Event): void => {
    event.preventDefault();
    if (text.value.trim() === '') return;
    void attempt(async () => {
      const form = createForm();
      setText(form, 'free', text.value);
      const about = { kind: 'addendum', subject: note.subject, parent: note.record, closing: true } as const;
      const made = await createRecord(session, { ...about, content: encodeForm(form), record: next });
      form.destroy();
      if (!made.ok) return made.code;
      setNext(createRecordId());
      text.value = '';
      return await load();
    });
  };
  return (
    <section class="card stack" aria-labelledby="addenda">
      <h2 id="addenda">Addenda</h2>
      {found.value !== undefined && <Damaged cards={found.value.damaged} />}
      <ul class="stack">
        {found.value?.cards.map(({ record, text: words, at }) => (
          <li key={record} class="stack tight">
            <p class="soft">Added and signed {dayAndTime(at)}</p>
            <p class="note-text">{words}</p>
          </li>
        ))}
      </ul>
      <form class="stack" onSubmit={add}>
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        <LongField
          label="Something to add"
          hint="Signed at once, and not changed any more."
          rows={3}
          value={text.value}
          onValue={(words) => (text.value = words)}
        />
        <div>
          <Button type="submit" busy={busy.value}>
            Add and sign
          </Button>
        </div>
      </form>
    </section>
  );
}
