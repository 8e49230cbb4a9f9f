import { useSignal } from '@preact/signals';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';

/** For the host: whether new people may ask to come in. Whoever is inside may leave and come back either way. */
export function RoomLock({ store }: { store: RoomStore }) {
  const wrong = useSignal(false);
  const locked = store.locked.value;
  const turn = (): void => {
    wrong.value = false;
    store.lock(!locked).catch(() => void (wrong.value = true));
  };
  return (
    <div class="stack tight room-lock">
      <div class="row">
        <Button pressed={locked} busy={store.deciding.value.has('everybody')} onPress={turn}>
          <Icon name="lock" />
          {locked ? 'Unlock the room' : 'Lock the room'}
        </Button>
      </div>
      <p class="soft">
        {locked
          ? 'Locked: links open nothing and nobody is let in. Whoever is inside can leave and come back.'
          : 'Locked, nobody new could come in; whoever is inside could leave and come back.'}
      </p>
      {wrong.value && <Banner kind="danger">That did not work; all stays as it was. Please try again.</Banner>}
    </div>
  );
}
