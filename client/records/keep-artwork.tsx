import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { RecordId } from '#crdt/base/ids.ts';
import { createRecordId } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { CONSENTS, keepArtwork, type Consent } from '#client/store/artwork.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Field } from '#client/ui/field.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import { dayAt } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { LongField } from './long-field.tsx';
import { PICTURE_SIZE, shrink, THUMB_SIZE } from './shrink.ts';

type Props = {
  session: Session;
  patient: RecordId;
  /** The session that it is of; empty where it is of none. */
  room: string;
  /** The picture as it is when this opens; undefined where there is nothing to keep. */
  picture: Blob;
  onKept: () => void;
  onClose: () => void;
};

/** Keeps a picture in a patient's file, with what the therapist says of it and what the patient said to its being kept. */
export function KeepArtwork({ session, patient, room, picture, onKept, onClose }: Props) {
  const title = useSignal('');
  const tags = useSignal('');
  const remarks = useSignal('');
  const consent = useSignal<Consent>('agreed');
  const unreadable = useSignal(false);
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const [ids] = useState(() => [createRecordId(), createRecordId()] as const);
  const keep = (event: Event): void => {
    event.preventDefault();
    void attempt(async () => {
      const [whole, thumb] = [await shrink(picture, PICTURE_SIZE), await shrink(picture, THUMB_SIZE)];
      unreadable.value = whole === undefined || thumb === undefined;
      if (whole === undefined || thumb === undefined) return undefined;
      const said = { title: title.value.trim(), tags: tags.value.trim(), remarks: remarks.value, consent: consent.value };
      const kept = await keepArtwork(session, { patient, room, day: dayAt(Date.now()), ...said, picture: whole, thumb, ids });
      if (kept.ok) onKept();
      return kept.ok ? undefined : kept.code;
    });
  };
  return (
    <Dialog title="Keep this picture" onClose={onClose}>
      <form class="stack" onSubmit={keep}>
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        {unreadable.value && <Banner kind="danger">This browser cannot read the picture, so it was not kept.</Banner>}
        <Field label="Title" value={title.value} maxLength={200} onValue={(text) => (title.value = text)} />
        <Field
          label="Tags"
          hint="Words to find it by, with commas between."
          required={false}
          maxLength={200}
          value={tags.value}
          onValue={(text) => (tags.value = text)}
        />
        <LongField label="Remarks" hint="For you alone." rows={3} value={remarks.value} onValue={(text) => (remarks.value = text)} />
        <SelectField
          label="What they said to its being kept"
          choices={CONSENTS}
          value={consent.value}
          onValue={(value) => (consent.value = CONSENTS.find(([name]) => name === value)?.[0] ?? 'not-asked')}
        />
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Keeping…' : 'Keep it in the file'}
        </Button>
      </form>
    </Dialog>
  );
}
