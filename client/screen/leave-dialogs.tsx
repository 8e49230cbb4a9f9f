import { useSignal } from '@preact/signals';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';

export function EndDialog({ store, onClose }: { store: RoomStore; onClose: () => void }) {
  const busy = useSignal(false);
  const wrong = useSignal(false);
  const end = async (): Promise<void> => {
    busy.value = true;
    wrong.value = false;
    try {
      await store.participant.end();
      onClose();
    } catch {
      wrong.value = true;
    }
    busy.value = false;
  };
  return (
    <Dialog title="End this session?" onClose={onClose}>
      <div class="stack">
        {wrong.value && <Banner kind="danger">The session could not be ended. Please try again.</Banner>}
        <p>It ends for everybody in the room. You can look at the drawing and the chat later; nobody can change them any more.</p>
        {store.unkept.value > 0 && <Banner kind="warn">Something is not saved yet. Better wait a moment.</Banner>}
        <div class="row">
          <Button kind="danger" busy={busy.value} onPress={() => void end()}>
            End it for everybody
          </Button>
          <Button onPress={onClose}>Go on with the session</Button>
        </div>
      </div>
    </Dialog>
  );
}

type LeaveProps = {
  /** With an account one may come again; a guest's keys exist in this browser alone, so that leaving is for good. */
  lasting: boolean;
  onLeave: () => void;
  onClose: () => void;
};

export function LeaveDialog({ lasting, onLeave, onClose }: LeaveProps) {
  return (
    <Dialog title="Leave the room?" onClose={onClose}>
      <div class="stack">
        <p>
          {lasting
            ? 'As long as the session is open you can come back from your sessions.'
            : 'Your link works once. To come back later you need a new one from your therapist.'}
        </p>
        <div class="row">
          <Button kind="danger" onPress={onLeave}>
            Leave the room
          </Button>
          <Button onPress={onClose}>Stay</Button>
        </div>
      </div>
    </Dialog>
  );
}
