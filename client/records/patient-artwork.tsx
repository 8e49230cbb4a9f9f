import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import type { Session } from '#client/room/session.ts';
import { listArtwork, type ArtworkCard } from '#client/store/artwork.ts';
import type { PatientsStore } from '#client/store/patients.ts';
import type { Listed } from '#client/store/record-cards.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField } from '#client/ui/field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import { dayWords } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { ArtworkDialog } from './artwork-dialog.tsx';
import { Damaged } from './damaged.tsx';
import { KeepArtwork } from './keep-artwork.tsx';
import { PictureView } from './picture-view.tsx';

type Props = { session: Session; clock: Clock; store: PatientsStore; patient: RecordId };

/** A patient's pictures over time; a photograph of one on paper is added here, too. */
export function PatientArtwork({ session, clock, store, patient }: Props) {
  const found = useSignal<Listed<ArtworkCard> | undefined>(undefined);
  const deleted = useSignal(false);
  const open = useSignal<ArtworkCard | undefined>(undefined);
  const photo = useSignal<Blob | undefined>(undefined);
  const file = useRef<HTMLInputElement>(null);
  const { wrong, attempt } = useAttempt<ErrorCode>();
  const load = async (): Promise<ErrorCode | undefined> => {
    const ofDeleted = deleted.value;
    const listed = await listArtwork(session, patient, ofDeleted);
    if (listed.ok && ofDeleted === deleted.value) found.value = listed.value;
    return listed.ok ? undefined : listed.code;
  };
  useEffect(() => void attempt(load), [session, patient]);
  const again = (): void => {
    open.value = undefined;
    photo.value = undefined;
    void attempt(load);
  };
  const press = (card: ArtworkCard): void => {
    if (deleted.value) void attempt(async () => (await store.restore(card.record)) ?? (await load()));
    else open.value = card;
  };
  const cards = found.value?.cards ?? [];
  return (
    <section class="card stack" aria-labelledby="patient-artwork">
      <div class="row apart">
        <h2 id="patient-artwork">{deleted.value ? 'Deleted artwork' : 'Artwork'}</h2>
        <Button onPress={() => file.current?.click()}>Add a photograph</Button>
        <input
          ref={file}
          hidden
          type="file"
          accept="image/*"
          aria-label="A photograph of artwork"
          onChange={({ currentTarget }) => {
            photo.value = currentTarget.files?.[0];
            currentTarget.value = '';
          }}
        />
      </div>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      {found.value !== undefined && <Damaged cards={found.value.damaged} />}
      {found.value !== undefined && cards.length === 0 && (
        <p class="soft">
          {deleted.value
            ? 'No picture was deleted.'
            : 'No pictures yet. In a session, or looking at one that has ended, keep one from your notes.'}
        </p>
      )}
      <ul class="artwork-grid">
        {cards.map((card) => (
          <li key={card.record}>
            <button type="button" class="artwork" onClick={() => press(card)}>
              {card.thumb === undefined ? <span class="picture-wait" /> : <PictureView bytes={card.thumb} alt="" />}
              <span>
                {deleted.value && 'Restore '}
                {card.title}
              </span>
              <span class="soft">{dayWords(card.day)}</span>
            </button>
          </li>
        ))}
      </ul>
      <CheckField
        label="Show artwork that was deleted"
        checked={deleted.value}
        onChecked={(shown) => {
          deleted.value = shown;
          found.value = undefined;
          // Whatever else is under way: the list follows the box.
          void load().then((code) => (wrong.value = code));
        }}
      />
      {open.value !== undefined && (
        <ArtworkDialog session={session} clock={clock} store={store} card={open.value} patient={patient} others={cards} onClose={again} />
      )}
      {photo.value !== undefined && (
        <KeepArtwork session={session} patient={patient} room="" picture={photo.value} onKept={again} onClose={again} />
      )}
    </section>
  );
}
