import { useSignal } from '@preact/signals';
import type { Guest } from '#client/room/types.ts';
import { Refused } from '#client/room/refused.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { InvitedRole } from '#server/contract/roles.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckInAnswers, concern } from './check-in-answers.tsx';

/** For the host: who asks to come in. Their keys were checked against the invite before they are shown here. */
export function GuestsBar({ store }: { store: RoomStore }) {
  const wrong = useSignal<string | undefined>(undefined);
  const decide = (decision: Promise<void>): void => {
    wrong.value = undefined;
    decision.catch((thrown: unknown) => void (wrong.value = wordsOf(thrown)));
  };
  return (
    <>
      {wrong.value !== undefined && <Banner kind="danger">{wrong.value}</Banner>}
      {store.guests.value.map((guest) => (
        <Waiting
          key={guest.member}
          guest={guest}
          locked={store.locked.value}
          busy={store.deciding.value.has(guest.member)}
          onAdmit={() => decide(store.admit(guest.member))}
          onRefuse={() => decide(store.refuse(guest.member))}
        />
      ))}
    </>
  );
}

const FULL = `This room holds ${LIMITS.membersPerRoom} people at most. Remove somebody who does not come any more, then let this person in.`;

const wordsOf = (thrown: unknown): string =>
  thrown instanceof Refused && thrown.code === 'room_full' ? FULL : 'That did not work. Please try again.';

/** As the link was made for. */
const AS_WHAT: { readonly [Role in InvitedRole]: string } = {
  participant: '',
  'co-therapist': ' as co-therapist',
  observer: ' to observe; everybody will see that',
};

type Props = { guest: Guest; locked: boolean; busy: boolean; onAdmit: () => void; onRefuse: () => void };

function Waiting({ guest, locked, busy, onAdmit, onRefuse }: Props) {
  return (
    <Banner
      actions={
        <>
          {!locked && (
            <Button kind="primary" busy={busy} onPress={onAdmit}>
              Admit<span class="only-heard"> {guest.name}</span>
            </Button>
          )}
          <Button busy={busy} onPress={onRefuse}>
            Not now<span class="only-heard"> {guest.name}</span>
          </Button>
        </>
      }
    >
      <strong>{guest.name}</strong> asks to come in{guest.returning ? ' again' : AS_WHAT[guest.role]}
      {guest.here ? '' : ' (not connected at this moment)'}
      {locked && <p class="soft">The room is locked. Unlock it in the People panel to let somebody in.</p>}
      {guest.checkIn.is !== 'not-asked' && (
        <details class="check-in-said">
          <summary>Check-in{concern(guest.checkIn)}</summary>
          <CheckInAnswers view={guest.checkIn} />
        </details>
      )}
    </Banner>
  );
}
