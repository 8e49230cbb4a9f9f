import { Button } from '#client/ui/button.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { StateDot } from '#client/ui/state-dot.tsx';

type Props = { connected: boolean; onLeave: () => void };

export function Waiting({ connected, onLeave }: Props) {
  return (
    <Panel>
      <div class="stack" aria-live="polite">
        <h1>You are in the waiting room</h1>
        <p>The therapist will let you in. You need to do nothing but keep this page open.</p>
        <p>
          <StateDot state={connected ? 'good' : 'busy'}>{connected ? 'Connected' : 'Reconnecting…'}</StateDot>
        </p>
        {!connected && <p class="soft">Your place is kept. The page goes on by itself as soon as the connection is back.</p>}
        <div>
          <Button onPress={onLeave}>Leave the waiting room</Button>
        </div>
      </div>
    </Panel>
  );
}
