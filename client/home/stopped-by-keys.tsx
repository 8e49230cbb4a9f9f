import { useSignal } from '@preact/signals';
import type { HostStopped } from '#client/room/host-keys.ts';
import type { PeopleCode } from '#client/room/people.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { peopleWords, type ToWhom } from '#client/ui/keys-words.ts';
import { Panel } from '#client/ui/panel.tsx';

type Props = {
  host: HostStopped;
  busy: boolean;
  wrong: PeopleCode | undefined;
  who: ToWhom;
  onSame: () => void;
  onLeave: () => void;
};

/** Before an open room whose host has other keys than this account knows: nobody goes in before words were compared by another way. */
export function StoppedByKeys({ host, busy, wrong, who, onSame, onLeave }: Props) {
  const differ = useSignal(false);
  const { name } = host;
  const asks = host.is !== 'refused' && !differ.value;
  return (
    <Panel>
      <div class="stack" role="alert">
        <h1>{asks ? `First call ${name}` : 'Please do not go in'}</h1>
        {differ.value ? (
          <p>
            <strong>Somebody may have come in the place of {name}.</strong> Nothing of yours was shown to them. Tell {name} on the telephone
            that the words differ; whoever runs the server has to know it, too. Meet another way until it is clear.
          </p>
        ) : host.is === 'refused' ? (
          <p>
            {host.why === 'not-theirs'
              ? `The practice’s list of keys does not show the keys of this room for ${name}. Somebody may have come in their place. Call them, and tell them so.`
              : peopleWords(host.why, who)}
          </p>
        ) : (
          <>
            <p>
              {host.is === 'changed' ? (
                <strong>These are not the keys that {name} had when you met here before.</strong>
              ) : (
                <strong>You know somebody called {name} here, and this is another account.</strong>
              )}{' '}
              Perhaps they began anew with their account, perhaps somebody comes in their place. So nothing was opened yet.
            </p>
            <p>
              Call them by the number that you always use. Let them read to you the words of their keys, which stand on their page
              “Account”. They have to be these:
            </p>
            <p class="words-read">{host.words.join(' · ')}</p>
          </>
        )}
        {wrong !== undefined && <Banner kind="danger">{peopleWords(wrong, who)}</Banner>}
        <div class="row">
          {asks && (
            <>
              <Button kind="primary" busy={busy} onPress={onSame}>
                They are the same
              </Button>
              <Button onPress={() => (differ.value = true)}>They differ</Button>
            </>
          )}
          <Button onPress={onLeave}>{who === 'participant' ? 'Your sessions' : 'Your rooms'}</Button>
        </div>
      </div>
    </Panel>
  );
}
