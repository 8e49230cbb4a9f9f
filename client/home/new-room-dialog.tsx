import { useSignal } from '@preact/signals';
import type { RoomId } from '#crdt/base/ids.ts';
import type { RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';

type Props = { store: RoomsStore; onMade: (room: RoomId) => void; onClose: () => void };

export function NewRoomDialog({ store, onMade, onClose }: Props) {
  const title = useSignal('');
  const busy = useSignal(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const room = await store.create(title.value.trim());
    busy.value = false;
    if (room !== undefined) onMade(room);
  };
  return (
    <Dialog title="New room" onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
        <Field
          label="Title"
          hint="Those in the room see it too. The server and an admin cannot read it."
          maxLength={120}
          value={title.value}
          onValue={(text) => (title.value = text)}
        />
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Making the room…' : 'Make the room'}
        </Button>
      </form>
    </Dialog>
  );
}
