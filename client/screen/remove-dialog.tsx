import { useSignal } from '@preact/signals';
import type { Member } from '#client/room/types.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';

/** For the host: somebody's part in the session ends, at once and for good. */
export function RemoveDialog({ store, member, onClose }: { store: RoomStore; member: Member; onClose: () => void }) {
  const wrong = useSignal(false);
  const remove = async (): Promise<void> => {
    wrong.value = false;
    try {
      await store.remove(member.id);
      onClose();
    } catch {
      wrong.value = true;
    }
  };
  return (
    <Dialog title={`Remove ${member.name}?`} onClose={onClose}>
      <div class="stack">
        {wrong.value && <Banner kind="danger">That did not work, and {member.name} is still in the room. Please try again.</Banner>}
        <p>
          The session goes on without {member.name}, under a new key that {member.name} does not get. Their link does not work again; to
          come back they need a new one.
        </p>
        <p class="soft">What {member.name} has seen until now cannot be taken back.</p>
        <div class="row">
          <Button kind="danger" busy={store.deciding.value.has(member.id)} onPress={() => void remove()}>
            Remove {member.name}
          </Button>
          <Button onPress={onClose}>Keep {member.name} in the room</Button>
        </div>
      </div>
    </Dialog>
  );
}

/** For the host: somebody waits outside for a while; nothing of what follows is theirs until they are let in again. */
export function BackDialog({ store, member, onClose }: { store: RoomStore; member: Member; onClose: () => void }) {
  const wrong = useSignal(false);
  const sendBack = async (): Promise<void> => {
    wrong.value = false;
    try {
      await store.sendBack(member.id);
      onClose();
    } catch {
      wrong.value = true;
    }
  };
  return (
    <Dialog title={`Send ${member.name} to the waiting room?`} onClose={onClose}>
      <div class="stack">
        {wrong.value && <Banner kind="danger">That did not work, and {member.name} is still in the room. Please try again.</Banner>}
        <p>
          {member.name} waits outside until you let them in again, and sees and hears nothing meanwhile. What is drawn and written while
          they wait they can read once they are back.
        </p>
        <div class="row">
          <Button kind="primary" busy={store.deciding.value.has(member.id)} onPress={() => void sendBack()}>
            Send to the waiting room
          </Button>
          <Button onPress={onClose}>Keep {member.name} in the room</Button>
        </div>
      </div>
    </Dialog>
  );
}
