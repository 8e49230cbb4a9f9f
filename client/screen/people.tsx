import { useSignal } from '@preact/signals';
import type { Member } from '#client/room/types.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Button } from '#client/ui/button.tsx';
import { ROLE_WORDS } from '#client/ui/roles.ts';
import { StateDot } from '#client/ui/state-dot.tsx';
import { CheckInDialog } from './check-in-dialog.tsx';
import { PersonRights, RoomRights } from './rights.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

/** Who belongs to the room, and who of them is here now. */
export function People({ store }: { store: RoomStore }) {
  const reading = useSignal<Member | undefined>(undefined);
  const removing = useSignal<Member | undefined>(undefined);
  const inside = store.members.value.filter((member) => member.inside);
  return (
    <section class="people stack tight" aria-label="People">
      {store.host && !store.ended.value && <RoomRights store={store} />}
      <ul class="stack tight">
        {inside.map((member) => (
          <li key={member.id} class="person">
            <div class="row apart">
              <span class="person-name">
                {member.name}
                {member.you && <span class="soft"> (you)</span>}
                {ROLE_WORDS[member.role] !== '' && <span class="soft person-role">{ROLE_WORDS[member.role]}</span>}
                {store.host && !member.you && store.confirmed.value.has(member.id) && <span class="soft person-role">Words matched</span>}
              </span>
              <StateDot state={member.here ? 'good' : 'off'}>{member.here ? 'Here' : 'Away'}</StateDot>
            </div>
            {store.host && !member.you && (
              <div class="row person-control">
                {!store.ended.value && member.role !== 'observer' && <PersonRights store={store} member={member} />}
                <Button kind="plain" onPress={() => (reading.value = member)}>
                  Check-in<span class="only-heard"> of {member.name}</span>
                </Button>
                {!store.ended.value && (
                  <Button kind="plain" busy={store.deciding.value.has(member.id)} onPress={() => (removing.value = member)}>
                    Remove<span class="only-heard"> {member.name}</span>
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      {removing.value && <RemoveDialog store={store} member={removing.value} onClose={() => (removing.value = undefined)} />}
      {reading.value && <CheckInDialog store={store} member={reading.value} onClose={() => (reading.value = undefined)} />}
    </section>
  );
}
