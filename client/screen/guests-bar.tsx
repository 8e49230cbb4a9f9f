import { useSignal } from '@preact/signals';
import type { Guest } from '#client/room/types.ts';
import type { InvitedRole } from '#server/contract/roles.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckInAnswers, concern } from './check-in-answers.tsx';

/** For the host: who asks to come in. Their keys were checked against the invite before they are shown here. */
export function GuestsBar({ store }: { store: RoomStore }) {
  const wrong = useSignal(false);
  const decide = (decision: Promise<void>): void => {
    wrong.value = false;
    decision.catch(() => void (wrong.value = true));
  };
  return (
    <>
      {wrong.value && <Banner kind="danger">That did not work. Please try again.</Banner>}
      {store.guests.value.map((guest) => (
        <Waiting
          key={guest.member}
          guest={guest}
          busy={store.deciding.value.has(guest.member)}
          onAdmit={() => decide(store.admit(guest.member))}
          onRefuse={() => decide(store.refuse(guest.member))}
        />
      ))}
    </>
  );
}

/** As the link was made for. */
const AS_WHAT: { readonly [Role in InvitedRole]: string } = {
  participant: '',
  'co-therapist': ' as co-therapist',
  observer: ' to observe; everybody will see that',
};

type Props = { guest: Guest; busy: boolean; onAdmit: () => void; onRefuse: () => void };

function Waiting({ guest, busy, onAdmit, onRefuse }: Props) {
  return (
    <Banner
      actions={
        <>
          <Button kind="primary" busy={busy} onPress={onAdmit}>
            Admit<span class="only-heard"> {guest.name}</span>
          </Button>
          <Button busy={busy} onPress={onRefuse}>
            Not now<span class="only-heard"> {guest.name}</span>
          </Button>
        </>
      }
    >
      <strong>{guest.name}</strong> asks to come in{AS_WHAT[guest.role]}
      {guest.here ? '' : ' (not connected at this moment)'}
      {guest.checkIn.is !== 'not-asked' && (
        <details class="check-in-said">
          <summary>Check-in{concern(guest.checkIn)}</summary>
          <CheckInAnswers view={guest.checkIn} />
        </details>
      )}
    </Banner>
  );
}
