import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AppointmentCard, AppointmentsStore } from '#client/store/appointments.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { instantOf } from './occurrences.ts';
import { repeatWords } from './rules.ts';

type Props = { store: AppointmentsStore; nameOf: (card: AppointmentCard) => string; onClose: () => void };

/** What was cancelled as a whole; each can be brought back as it was. */
export function Cancelled({ store, nameOf, onClose }: Props) {
  const cards = useSignal<readonly AppointmentCard[] | undefined>(undefined);
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const load = async (): Promise<ErrorCode | undefined> => {
    const read = await store.deleted();
    if (read.ok) cards.value = read.value;
    return read.ok ? undefined : read.code;
  };
  useEffect(() => void attempt(load), [store]);
  return (
    <Dialog title="Cancelled appointments" onClose={onClose}>
      <div class="stack">
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        {cards.value?.length === 0 && <p class="soft">No appointment was cancelled.</p>}
        <ul class="stack tight">
          {cards.value?.map((card) => (
            <li key={card.record} class="row apart">
              <div class="room-words">
                <h3>{nameOf(card)}</h3>
                <p class="soft">
                  {[dayAndTime(instantOf(card.plan.start, card.plan.zone) ?? 0), repeatWords(card.plan, card.plan.rule)]
                    .filter(Boolean)
                    .join(', ')}
                </p>
              </div>
              <Button busy={busy.value} onPress={() => void attempt(async () => (await store.restore(card.record)) ?? (await load()))}>
                Bring it back<span class="only-heard"> {nameOf(card)}</span>
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
