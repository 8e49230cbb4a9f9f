import type { RoomStore } from '#client/store/room.ts';
import { Icon } from '#client/ui/icons.tsx';

/** Always in view where somebody observes, in every part of the room and on every screen of it: nobody is watched without knowing. */
export function Observers({ store }: { store: RoomStore }) {
  const observers = store.members.value.filter(({ inside, role }) => inside && role === 'observer');
  if (observers.length === 0) return null;
  const others = observers.filter(({ you }) => !you);
  return (
    <p class="room-observers" role="status">
      <Icon name="eye" />
      <span>
        {others.length < observers.length && (
          <>
            <strong>You are observing.</strong> Everybody sees that you do. You cannot draw, write, show or say anything.{' '}
          </>
        )}
        {others.length > 0 && observeWords(others)}
      </span>
    </p>
  );
}

function observeWords(observers: readonly { readonly name: string; readonly here: boolean }[]): string {
  const names = observers.map(({ name, here }) => (here ? name : `${name} (not here now)`));
  return `${names.join(' and ')} ${names.length === 1 ? 'observes' : 'observe'} this session.`;
}
