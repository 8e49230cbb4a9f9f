import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Result } from '#crdt/base/result.ts';
import type { PatientCard, PatientsStore } from '#client/store/patients.ts';
import type { Listed } from '#client/store/record-cards.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { Damaged } from './damaged.tsx';

type Props = { store: PatientsStore; onClose: () => void };

/** Files that were deleted: each can be brought back as it was. */
export function DeletedPatients({ store, onClose }: Props) {
  const found = useSignal<Result<Listed<PatientCard>, ErrorCode> | undefined>(undefined);
  const wrong = useSignal<ErrorCode | undefined>(undefined);
  const load = async (): Promise<void> => void (found.value = await store.deletedPatients());
  useEffect(() => void load(), [store]);
  const restore = async (card: PatientCard): Promise<void> => {
    wrong.value = await store.restore(card.record);
    await load();
  };
  const now = found.value;
  return (
    <Dialog title="Deleted files" onClose={onClose}>
      <div class="stack">
        <p class="soft">A deleted file keeps everything in it, for as long as records have to be kept. Restored, it is as it was.</p>
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        {now === undefined && <p class="soft">Opening…</p>}
        {now?.ok === false && <Banner kind="danger">{errorWords(now.code)}</Banner>}
        {now?.ok === true && <Damaged cards={now.value.damaged} />}
        {now?.ok === true && now.value.cards.length === 0 && <p>Nothing was deleted.</p>}
        {now?.ok === true && (
          <ul class="stack tight">
            {now.value.cards.map((card) => (
              <li key={card.record} class="row apart">
                <span class="room-words">{card.name}</span>
                <Button onPress={() => void restore(card)}>
                  Restore<span class="only-heard"> the file of {card.name}</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
