import { useSignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import { DeviceCheck, type DeviceChoice } from '#client/call/device-check.tsx';
import { Button } from '#client/ui/button.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { StateDot } from '#client/ui/state-dot.tsx';
import { DEFAULT_WAITING_WORDS, LOCKED_WORDS } from '#client/ui/words.ts';

type Props = {
  clock: Clock;
  connected: boolean;
  /** How many who are connected came before; undefined while it is not known. */
  ahead: number | undefined;
  /** Nobody is let in until the therapist unlocks the room. */
  locked: boolean;
  /** The practice's own words; empty where it says nothing of its own. */
  words: string;
  /** Of the keys of whoever comes with an account. */
  keyWords?: readonly string[] | undefined;
  onChoice: (choice: DeviceChoice) => void;
  onLeave: () => void;
};

export function Waiting({ clock, connected, ahead, locked, words, keyWords, onChoice, onLeave }: Props) {
  const checking = useSignal(false);
  return (
    <Panel broad={checking.value}>
      <div class="stack">
        <div class="stack" aria-live="polite">
          <h1>You are in the waiting room</h1>
          <p class="said-text">{words === '' ? DEFAULT_WAITING_WORDS : words}</p>
          {connected && locked && <p>{LOCKED_WORDS}</p>}
          {connected && !locked && ahead !== undefined && <p>{aheadWords(ahead)}</p>}
          <p>
            <StateDot state={connected ? 'good' : 'busy'}>{connected ? 'Connected' : 'Reconnecting…'}</StateDot>
          </p>
          {!connected && <p class="soft">Your place is kept. The page goes on by itself as soon as the connection is back.</p>}
        </div>
        {keyWords && (
          <details>
            <summary>If your therapist asks for the words of your keys</summary>
            <p class="words-read">{keyWords.join(' · ')}</p>
          </details>
        )}
        {checking.value && <DeviceCheck clock={clock} onChoice={onChoice} />}
        <div class="row">
          <Button expanded={checking.value} onPress={() => (checking.value = !checking.value)}>
            {checking.value ? 'Done checking' : 'Check camera and sound'}
          </Button>
          <Button onPress={onLeave}>Leave the waiting room</Button>
        </div>
      </div>
    </Panel>
  );
}

const aheadWords = (ahead: number): string =>
  ahead === 0 ? 'You are next.' : ahead === 1 ? 'One person is before you.' : `${ahead} people are before you.`;
