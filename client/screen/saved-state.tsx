import type { RoomStore } from '#client/store/room.ts';
import { StateDot } from '#client/ui/state-dot.tsx';

const STATES = {
  saved: { dot: 'good', words: 'All saved' },
  saving: { dot: 'busy', words: 'Saving…' },
  waiting: { dot: 'bad', words: 'Not saved yet' },
} as const;

/** Whether all that was drawn and written here is kept. The number is for assistive technology and tests. */
export function SavedState({ store }: { store: RoomStore }) {
  const { dot, words } = STATES[store.kept.value];
  return (
    <span role="status" data-unkept={store.unkept.value}>
      <StateDot state={dot}>{words}</StateDot>
    </span>
  );
}
