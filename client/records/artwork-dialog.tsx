import { useSignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import { setText, setValue, textOf, valueOf } from '#crdt/docs/form.ts';
import type { Session } from '#client/room/session.ts';
import { CONSENTS, readPicture, type ArtworkCard } from '#client/store/artwork.ts';
import type { PatientsStore } from '#client/store/patients.ts';
import type { RecordEditor } from '#client/store/record-editor.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Field } from '#client/ui/field.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import { dayWords } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { artworkSource } from './copy-sources.ts';
import { GiveCopy } from './give-copy.tsx';
import { KeptPicture } from './kept-picture.tsx';
import { LongField } from './long-field.tsx';
import { SavedWords } from './saved-words.tsx';
import { WithRecord } from './with-record.tsx';

type Props = {
  session: Session;
  clock: Clock;
  store: PatientsStore;
  card: ArtworkCard;
  patient: RecordId;
  /** What it may be laid beside. */
  others: readonly ArtworkCard[];
  onClose: () => void;
};

/** One picture at full size, what is said of it, and another one beside it. */
export function ArtworkDialog({ session, clock, store, card, patient, others, onClose }: Props) {
  const giving = useSignal(false);
  const beside = useSignal('');
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const other = others.find(({ record }) => record === beside.value);
  const remove = (): Promise<void> =>
    attempt(async () => {
      const code = await store.remove(card.record);
      if (code === undefined) onClose();
      return code;
    });
  return (
    <Dialog title={card.title} onClose={onClose}>
      <div class="stack">
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        <div class="artwork-pair">
          <Picture session={session} card={card} savable />
          {other !== undefined && <Picture session={session} card={other} />}
        </div>
        {others.length > 1 && (
          <SelectField
            label="Lay another one beside it"
            choices={[
              ['', 'None'],
              ...others
                .filter(({ record }) => record !== card.record)
                .map((one) => [one.record, `${one.title}, ${dayWords(one.day)}`] as const),
            ]}
            value={beside.value}
            onValue={(value) => (beside.value = value)}
          />
        )}
        <WithRecord session={session} clock={clock} record={card.record}>
          {(editor) => <ArtworkForm editor={editor} />}
        </WithRecord>
        <div class="row">
          <Button onPress={() => (giving.value = true)}>Give a copy</Button>
          <Button kind="danger" busy={busy.value} onPress={() => void remove()}>
            Delete it
          </Button>
        </div>
        {giving.value && (
          <GiveCopy
            session={session}
            clock={clock}
            source={artworkSource(session, patient, card.record)}
            words="They get the picture with its title and its day, as they are now; your remarks and tags stay with you."
            onClose={() => (giving.value = false)}
          />
        )}
      </div>
    </Dialog>
  );
}

function ArtworkForm({ editor }: { editor: RecordEditor }) {
  void editor.changes.value;
  const { form } = editor;
  const line = (name: 'title' | 'tags', label: string) => (
    <Field
      label={label}
      required={false}
      maxLength={200}
      value={valueOf(form, name)}
      onValue={(text) => editor.change(() => setValue(form, name, text))}
    />
  );
  return (
    <div class="stack">
      <SavedWords editor={editor} />
      {line('title', 'Title')}
      {line('tags', 'Tags')}
      <LongField
        label="Remarks"
        hint="For you alone."
        value={textOf(form, 'remarks')}
        onValue={(text) => editor.change(() => setText(form, 'remarks', text))}
      />
      <SelectField
        label="What they said to its being kept"
        choices={CONSENTS}
        value={valueOf(form, 'consent')}
        onValue={(value) => editor.change(() => setValue(form, 'consent', value))}
      />
    </div>
  );
}

function Picture({ session, card, savable = false }: { session: Session; card: ArtworkCard; savable?: boolean }) {
  const { picture, title, day } = card;
  return (
    <figure class="stack tight">
      <KeptPicture picture={picture} read={(one) => readPicture(session, one)} alt={title} day={savable ? day : undefined}>
        <figcaption class="soft">
          {title}, {dayWords(day)}
        </figcaption>
      </KeptPicture>
    </figure>
  );
}
