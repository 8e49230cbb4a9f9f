import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { accountWords } from '#crdt/keys/account-words.ts';
import type { DirectoryEntry, DirectoryKind } from '#crdt/keys/directory-layout.ts';
import type { Colleague } from '#client/room/people.ts';
import type { AccountSectionProps } from '#client/store/account-page.ts';
import { createKeysStore, type ConfirmedPerson } from '#client/store/keys.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { keysFaultWords, peopleWords } from '#client/ui/keys-words.ts';
import { dayAndTime } from '#client/ui/when.ts';
import { CompareWords } from './compare-words.tsx';
import './keys.css';

const KINDS: { readonly [Kind in DirectoryKind]: string } = {
  made: 'Made with your account',
  reset: 'Made anew after a reset, without the keys before',
  rotated: 'Made anew by you, signed with the keys before',
  before: 'From before the directory of keys began',
};

/** For the staff: one's own keys as the practice's directory lists them, and the colleagues whose keys were confirmed. */
export function KeysSection({ session }: AccountSectionProps) {
  const store = useMemo(() => createKeysStore(session), [session]);
  const comparing = useSignal<Colleague | 'find' | undefined>(undefined);
  useEffect(() => void store.refresh(), [store]);
  const now = store.own.value;
  const close = (): void => {
    comparing.value = undefined;
    void store.refresh();
  };
  if (now === undefined)
    return store.wrong.value ? <Banner kind="danger">{peopleWords(store.wrong.value)}</Banner> : <p class="soft">Loading…</p>;
  if (now.is !== 'fits') {
    return <Banner kind="danger">{now.is === 'broken' ? keysFaultWords(now.fault) : 'Somebody put another key in your place.'}</Banner>;
  }
  const { signPublic, boxPublic } = session.keyring;
  const words = accountWords([{ account: session.account.account, signPublic, boxPublic }]);
  return (
    <>
      <p class="soft">
        What is shared with you is sealed to your keys. The practice keeps a list of everybody’s keys that can only grow; your browser
        checks it whenever you sign in. It was checked just now: your keys stand there, and nobody else’s stand in your place.
      </p>
      <h3>The words of your keys</h3>
      <p class="key-words">{words.join(' · ')}</p>
      <h3>History</h3>
      <ul class="ways">
        {now.entries.toReversed().map((entry, place) => (
          <Entry key={entry.seq} entry={entry} isNewest={place === 0} />
        ))}
      </ul>
      {session.account.roles.includes('therapist') && (
        <>
          <h3>Colleagues whose keys you confirmed</h3>
          {store.wrong.value && <Banner kind="danger">{peopleWords(store.wrong.value)}</Banner>}
          {store.people.value.length === 0 && (
            <p>None yet. Before something can be shared with a colleague, you two compare a few words once.</p>
          )}
          <ul class="ways">
            {store.people.value.map((person) => (
              <Person
                key={person.pin.account}
                person={person}
                onCompare={(colleague) => (comparing.value = colleague)}
                onForget={() => void store.forget(person.pin.account)}
              />
            ))}
          </ul>
          <div>
            <Button onPress={() => (comparing.value = 'find')}>Compare words with a colleague</Button>
          </div>
        </>
      )}
      {comparing.value !== undefined && (
        <Dialog title="Compare words" onClose={close}>
          <CompareWords session={session} colleague={comparing.value === 'find' ? undefined : comparing.value} onDone={close} />
        </Dialog>
      )}
    </>
  );
}

const Entry = ({ entry, isNewest }: { entry: DirectoryEntry; isNewest: boolean }) => (
  <li class="way">
    <div>
      <strong>{KINDS[entry.kind]}</strong>
      <p class="soft">
        {dayAndTime(entry.at)}, entry {entry.seq} of the practice’s list. {isNewest ? 'In use now.' : 'No longer in use.'}
      </p>
    </div>
  </li>
);

type PersonProps = { person: ConfirmedPerson; onCompare: (colleague: Colleague) => void; onForget: () => void };

function Person({ person: { pin, now }, onCompare, onForget }: PersonProps) {
  return (
    <li class="way">
      <div>
        <strong>{pin.name}</strong>
        {now.ok && now.value.keys.standing === 'confirmed' && <p class="soft">Confirmed {dayAndTime(pin.at)}.</p>}
        {now.ok && now.value.keys.standing !== 'confirmed' && (
          <p>
            <strong>Their keys are not those that you confirmed.</strong> Nothing is shared with them until you two have compared words
            again. They may have reset their account: ask them, by telephone or in person.
          </p>
        )}
        {!now.ok && <p>{peopleWords(now.code)}</p>}
      </div>
      <div class="row">
        {now.ok && now.value.keys.standing !== 'confirmed' && (
          <Button kind="primary" onPress={() => onCompare(now.value)}>
            Compare words<span class="only-heard"> with {pin.name}</span>
          </Button>
        )}
        <Button onPress={onForget}>
          Forget<span class="only-heard"> {pin.name}</span>
        </Button>
      </div>
    </li>
  );
}
