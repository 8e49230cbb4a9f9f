import { useEffect, useMemo } from 'preact/hooks';
import { accountWords } from '#crdt/keys/account-words.ts';
import type { DirectoryKind } from '#crdt/keys/directory-layout.ts';
import type { AccountSectionProps } from '#client/store/account-page.ts';
import { createKeysStore } from '#client/store/keys.ts';
import { Banner } from '#client/ui/banner.tsx';
import { keysFaultWords, peopleWords } from '#client/ui/keys-words.ts';
import { dayAndTime } from '#client/ui/when.ts';
import './keys.css';

const KINDS: { readonly [Kind in DirectoryKind]: string } = {
  made: 'Made with your account',
  reset: 'Made when your account was begun anew; what was before does not open with them',
  rotated: 'Made anew by you',
  before: 'From before the practice kept a list',
};

/** "Your keys" for somebody who comes to sessions and knows nothing of how they are sealed. */
export function ParticipantKeys({ session }: AccountSectionProps) {
  const store = useMemo(() => createKeysStore(session), [session]);
  useEffect(() => void store.refresh(), [store]);
  const now = store.own.value;
  if (now === undefined) {
    return store.wrong.value ? (
      <Banner kind="danger">{peopleWords(store.wrong.value, 'participant')}</Banner>
    ) : (
      <p class="soft">Loading…</p>
    );
  }
  if (now.is !== 'fits') {
    return (
      <Banner kind="danger">
        {now.is === 'broken' ? keysFaultWords(now.fault, 'participant') : 'Somebody else’s keys stand in the place of yours.'}
      </Banner>
    );
  }
  const { signPublic, boxPublic } = session.keyring;
  const words = accountWords([{ account: session.account.account, signPublic, boxPublic }]);
  return (
    <>
      <p class="soft">
        What you draw, write and say in a session opens only for those who are in it. Your keys are what opens it for you. They come with
        your password, and the practice cannot read them. Whenever you sign in, your browser looks whether somebody put other keys in the
        place of yours. It did so just now: they are yours.
      </p>
      <h3>The words of your keys</h3>
      <p>Your therapist may ask you for these words, by phone or when you meet, to be sure that it is you.</p>
      <p class="key-words">{words.join(' · ')}</p>
      <h3>Your therapist’s keys</h3>
      {store.people.value.length === 0 ? (
        <p>After your first session with this account it knows your therapist again by their keys.</p>
      ) : (
        <p class="soft">By these your account knows them again. Should they be others one day, you are told before you go in.</p>
      )}
      <ul class="ways">
        {store.people.value.map(({ pin, now: keys }) => (
          <li key={pin.account} class="way">
            <div>
              <strong>{pin.name}</strong>
              {keys.ok && keys.value.keys.standing !== 'confirmed' ? (
                <p>
                  <strong>Their keys are others now.</strong> Perhaps they began anew with their account. Before your next session with them
                  you are asked to compare a few words by phone.
                </p>
              ) : (
                <p class="soft">Known since {dayAndTime(pin.at)}.</p>
              )}
            </div>
          </li>
        ))}
      </ul>
      <h3>Since when you have yours</h3>
      <ul class="ways">
        {now.entries.toReversed().map(({ seq, kind, at }, place) => (
          <li key={seq} class="way">
            <div>
              <strong>{KINDS[kind]}</strong>
              <p class="soft">
                {dayAndTime(at)}. {place === 0 ? 'In use now.' : 'No longer in use.'}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
