import { useSignal } from '@preact/signals';
import type { Member } from '#client/room/types.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Button } from '#client/ui/button.tsx';
import { StateDot } from '#client/ui/state-dot.tsx';
import { CheckInDialog } from './check-in-dialog.tsx';

/** Who belongs to the room, and who of them is here now. */
export function People({ store }: { store: RoomStore }) {
  const reading = useSignal<Member | undefined>(undefined);
  return (
    <section class="people stack tight" aria-label="People">
      <ul class="stack tight">
        {store.members.value.map((member) => (
          <li key={member.id} class="row apart person">
            <span class="person-name">
              {member.name}
              {member.you && <span class="soft"> (you)</span>}
              {member.role === 'therapist' && <span class="soft person-role">Therapist</span>}
              {store.host && !member.you && store.confirmed.value.has(member.id) && <span class="soft person-role">Words matched</span>}
            </span>
            <span class="row">
              {store.host && !member.you && (
                <Button kind="plain" onPress={() => (reading.value = member)}>
                  Check-in<span class="only-heard"> of {member.name}</span>
                </Button>
              )}
              <StateDot state={member.here ? 'good' : 'off'}>{member.here ? 'Here' : 'Away'}</StateDot>
            </span>
          </li>
        ))}
      </ul>
      {reading.value && <CheckInDialog store={store} member={reading.value} onClose={() => (reading.value = undefined)} />}
    </section>
  );
}
