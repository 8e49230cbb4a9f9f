import { useSignal } from '@preact/signals';
import type { Member } from '#client/room/types.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { ROLE_WORDS } from '#client/ui/roles.ts';
import { StateDot } from '#client/ui/state-dot.tsx';
import { useFetched } from '#client/ui/use-fetched.ts';
import { PersonRights, RoomRights } from './rights.tsx';
import { RoomLock } from './room-lock.tsx';

/** A host's alone, and fetched when one is first asked for: whoever comes into a session does not wait for it. */
const loadDialogs = () => import('./remove-dialog.tsx');
const loadCheckIn = () => import('./check-in-dialog.tsx');

/** Who belongs to the room, and who of them is here now. */
export function People({ store }: { store: RoomStore }) {
  const reading = useSignal<Member | undefined>(undefined);
  const leaving = useSignal<{ readonly member: Member; readonly to: 'waiting' | 'removed' } | undefined>(undefined);
  const failed = useSignal(false);
  const { part: dialogs, fetch } = useFetched(loadDialogs);
  const { part: checkIn, fetch: fetchCheckIn } = useFetched(loadCheckIn);
  const read = async (member: Member): Promise<void> => {
    const isThere = await fetchCheckIn();
    failed.value = !isThere;
    if (isThere) reading.value = member;
  };
  const ask = async (member: Member, to: 'waiting' | 'removed'): Promise<void> => {
    const isThere = await fetch();
    failed.value = !isThere;
    if (isThere) leaving.value = { member, to };
  };
  const done = (): void => void (leaving.value = undefined);
  const inside = store.members.value.filter((member) => member.inside);
  return (
    <section class="people stack tight" aria-label="People">
      {store.host && !store.ended.value && (
        <>
          <RoomRights store={store} />
          <RoomLock store={store} />
        </>
      )}
      {!store.host && store.locked.value && !store.ended.value && <p class="soft">The room is locked: nobody else comes in.</p>}
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
                <Button kind="plain" onPress={() => void read(member)}>
                  Check-in<span class="only-heard"> of {member.name}</span>
                </Button>
                {!store.ended.value && (
                  <Button kind="plain" busy={store.deciding.value.has(member.id)} onPress={() => void ask(member, 'waiting')}>
                    Send back<span class="only-heard"> {member.name} to the waiting room</span>
                  </Button>
                )}
                {!store.ended.value && (
                  <Button kind="plain" busy={store.deciding.value.has(member.id)} onPress={() => void ask(member, 'removed')}>
                    Remove<span class="only-heard"> {member.name}</span>
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      {failed.value && <Banner kind="danger">That could not be fetched just now. Please try again.</Banner>}
      {dialogs && leaving.value?.to === 'removed' && <dialogs.RemoveDialog store={store} member={leaving.value.member} onClose={done} />}
      {dialogs && leaving.value?.to === 'waiting' && <dialogs.BackDialog store={store} member={leaving.value.member} onClose={done} />}
      {checkIn && reading.value && (
        <checkIn.CheckInDialog store={store} member={reading.value} onClose={() => (reading.value = undefined)} />
      )}
    </section>
  );
}
