import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { AccountSectionProps } from '#client/store/account-page.ts';
import type { DoorCode } from '#client/store/account.ts';
import { createPasswordDoor } from '#client/store/recovery-doors.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import { KitMaker } from './kit-maker.tsx';

/** Whether there is a recovery kit, and making a new one in its place. */
export function KitSection({ session, door }: AccountSectionProps) {
  const passwordDoor = useMemo(() => createPasswordDoor(session), [session]);
  /** When it was made; null: there is none. */
  const madeAt = useSignal<number | null | undefined>(undefined);
  const making = useSignal(false);
  const said = useSignal('');
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const refresh = async (): Promise<void> => {
    const read = await passwordDoor.kit();
    if (read.ok) madeAt.value = read.value.madeAt ?? null;
    else wrong.value = read.code;
  };
  useEffect(() => void refresh(), [passwordDoor]);
  const kept = (): void => {
    making.value = false;
    said.value = 'Your kit counts from now on. One that you had before opens nothing any more: please destroy it.';
    void refresh();
  };
  if (wrong.value) return <Banner kind="danger">{errorWords(wrong.value)}</Banner>;
  if (madeAt.value === undefined) return <p class="soft">Loading…</p>;
  if (making.value) return <KitMaker session={session} door={door} onKept={kept} onLater={() => (making.value = false)} />;
  return (
    <>
      {madeAt.value === null ? (
        <p>
          You have none. If you forget your password without one, everything you keep here stays closed for ever: nobody else has a key.
        </p>
      ) : (
        <p>Made {dayAndTime(madeAt.value)}. With its 24 words you choose a new password if you forget yours, and everything opens again.</p>
      )}
      <p role="status">{said.value}</p>
      <div>
        <Button kind={madeAt.value === null ? 'primary' : undefined} onPress={() => (making.value = true)}>
          {madeAt.value === null ? 'Make my recovery kit' : 'Make a new kit'}
        </Button>
      </div>
    </>
  );
}
