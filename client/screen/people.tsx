import type { RoomStore } from '#client/store/room.ts';
import { StateDot } from '#client/ui/state-dot.tsx';

/** Who belongs to the room, and who of them is here now. */
export function People({ store }: { store: RoomStore }) {
  return (
    <section class="people stack tight" aria-label="People">
      <ul class="stack tight">
        {store.members.value.map((member) => (
          <li key={member.id} class="row apart person">
            <span class="person-name">
              {member.name}
              {member.you && <span class="soft"> (you)</span>}
              {member.role === 'therapist' && <span class="soft person-role">Therapist</span>}
            </span>
            <StateDot state={member.here ? 'good' : 'off'}>{member.here ? 'Here' : 'Away'}</StateDot>
          </li>
        ))}
      </ul>
    </section>
  );
}
