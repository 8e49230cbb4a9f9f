import { useSignal } from '@preact/signals';
import type { Guest } from '#client/room/types.ts';
import { Refused } from '#client/room/refused.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { InvitedRole } from '#server/contract/roles.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { peopleWords } from '#client/ui/keys-words.ts';
import { dayAndTime } from '#client/ui/when.ts';
import { CheckInAnswers, concern } from './check-in-answers.tsx';

/** For the host: who asks to come in. Their keys were checked against the invite before they are shown here. */
export function GuestsBar({ store }: { store: RoomStore }) {
  const wrong = useSignal<string | undefined>(undefined);
  const letGo = useSignal<string | undefined>(undefined);
  const admit = async (guest: Guest): Promise<void> => {
    letGo.value = await store.admit(guest.member);
  };
  const decide = (decision: Promise<void>): void => {
    wrong.value = undefined;
    decision.catch((thrown: unknown) => void (wrong.value = wordsOf(thrown)));
  };
  return (
    <>
      {wrong.value !== undefined && <Banner kind="danger">{wrong.value}</Banner>}
      {letGo.value !== undefined && (
        <Banner actions={<Button onPress={() => void (letGo.value = undefined)}>All right</Button>}>
          {letGo.value}, who was not here, made room: this room holds {LIMITS.membersPerRoom} people. A new link brings them back.
        </Banner>
      )}
      {store.guests.value.map((guest) => (
        <Waiting
          key={guest.member}
          guest={guest}
          locked={store.locked.value}
          busy={store.deciding.value.has(guest.member)}
          onAdmit={() => decide(admit(guest))}
          onRefuse={() => decide(store.refuse(guest.member))}
          onSame={() => decide(store.confirmKeys(guest.member))}
        />
      ))}
    </>
  );
}

const FULL = `This room holds ${LIMITS.membersPerRoom} people at most, and all of them are here or have an account. Remove somebody, then let this person in.`;

const wordsOf = (thrown: unknown): string =>
  thrown instanceof Refused && thrown.code === 'room_full' ? FULL : 'That did not work. Please try again.';

/** As the link was made for. */
const AS_WHAT: { readonly [Role in InvitedRole]: string } = {
  participant: '',
  'co-therapist': ' as co-therapist',
  observer: ' to observe; everybody will see that',
};

type Props = { guest: Guest; locked: boolean; busy: boolean; onAdmit: () => void; onRefuse: () => void; onSame: () => void };

function Waiting({ guest, locked, busy, onAdmit, onRefuse, onSame }: Props) {
  const { keys } = guest;
  const isStopped = keys.is === 'changed' || keys.is === 'refused';
  return (
    <Banner
      {...(isStopped ? { kind: 'danger' as const } : {})}
      actions={
        <>
          {keys.is === 'changed' && (
            <Button kind="primary" busy={busy} onPress={onSame}>
              They are the same<span class="only-heard"> words as {guest.name} has</span>
            </Button>
          )}
          {!isStopped && !locked && (
            <Button kind="primary" busy={busy || keys.is === 'checking'} onPress={onAdmit}>
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
      <KeysWords guest={guest} />
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

/** Whether the therapist knows these keys, and what to do where they are others than before. */
function KeysWords({ guest: { name, keys } }: { guest: Guest }) {
  switch (keys.is) {
    case 'checking':
      return <p class="soft">With an account. Looking whether you know its keys…</p>;
    case 'confirmed':
      return <p class="soft">With their account: the keys that you confirmed on {dayAndTime(keys.at)}.</p>;
    case 'new':
      return (
        <p class="soft">
          With an account whose keys you do not know yet. Once you have compared the words, they are known for good.
          {keys.namesake && ' You confirmed the keys of somebody of this name, who has another account: make sure who it is.'}
        </p>
      );
    case 'fresh':
      return keys.namesake ? (
        <p>
          You confirmed the keys of somebody of this name, who has an account. This person comes without one. Make sure who it is before you
          admit them.
        </p>
      ) : (
        <p class="soft">Without an account: the keys are new each time.</p>
      );
    case 'changed':
      return (
        <>
          <p>
            <strong>These are not the keys that you confirmed for this account.</strong> Perhaps they began anew with it, perhaps somebody
            comes in their place. Before they can be admitted, call them: the words of their keys, which their waiting room shows, have to
            be these:
          </p>
          <p class="words-read">{keys.words.join(' · ')}</p>
          <p>If {name} reads other words: “Not now”.</p>
        </>
      );
    case 'refused':
      return (
        <p>
          <strong>They cannot be admitted.</strong>{' '}
          {keys.why === 'not-theirs'
            ? 'The practice’s list of keys does not show these keys for their account. Call them by phone, and tell whoever runs the server.'
            : peopleWords(keys.why)}
        </p>
      );
  }
}
