import { useSignal } from '@preact/signals';
import type { RoomStore } from '#client/store/room.ts';
import { LeaveNow } from '#client/leave/leave-now.tsx';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { EndDialog, LeaveDialog } from './leave-dialogs.tsx';
import { SafetyWords } from './safety-words.tsx';
import { SavedState } from './saved-state.tsx';

type Side = { readonly open: boolean; readonly unread: number; readonly toggle: () => void };
type Props = { store: RoomStore; side: Side | undefined; onLeave: () => void };

/** What the room is called, whether all is kept, the safety words, and the ways out. */
export function RoomBar({ store, side, onLeave }: Props) {
  const open = useSignal<'words' | 'end' | 'leave' | undefined>(undefined);
  const close = (): void => void (open.value = undefined);
  return (
    <header class="room-bar">
      <h1 class="room-title">{store.title.value}</h1>
      <SavedState store={store} />
      {store.locked.value && !store.ended.value && (
        <span class="room-locked" title="Nobody new comes in">
          <Icon name="lock" />
          <span class="room-action-words">Locked</span>
        </span>
      )}
      <div class="room-actions">
        <Button kind="plain" onPress={() => (open.value = 'words')}>
          <Icon name="shield" />
          <span class="room-action-words">Safety words</span>
        </Button>
        {side && (
          <Button kind="plain" expanded={side.open} onPress={side.toggle}>
            <Icon name="chat" />
            {side.open ? 'Hide panel' : 'Show panel'}
            {!side.open && side.unread > 0 && (
              <span class="badge count">
                {side.unread}
                <span class="only-heard"> new messages</span>
              </span>
            )}
          </Button>
        )}
        {store.host && (
          <Button kind="danger" onPress={() => (open.value = 'end')}>
            <Icon name="end" />
            <span class="room-action-words">End session</span>
          </Button>
        )}
        <Button onPress={() => (store.host ? onLeave() : (open.value = 'leave'))}>
          <Icon name="leave" />
          <span class="room-action-words">Leave</span>
        </Button>
      </div>
      <LeaveNow />
      {open.value === 'words' && <SafetyWords words={store.words.value} onClose={close} />}
      {open.value === 'end' && <EndDialog store={store} onClose={close} />}
      {open.value === 'leave' && <LeaveDialog lasting={store.participant.lasting} onLeave={onLeave} onClose={close} />}
    </header>
  );
}
