import type { Participant } from '#client/room/types.ts';
import { LeaveBar } from '#client/leave/leave-now.tsx';
import { Button } from '#client/ui/button.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { StateDot } from '#client/ui/state-dot.tsx';
import { useWatched } from '#client/ui/use-watched.ts';
import { LOCKED_WORDS } from '#client/ui/words.ts';
import '#client/lobby/lobby.css';

type Props = { participant: Participant; connected: boolean; onLeave: () => void };

/** Instead of the room while its therapist has somebody wait outside: nothing of the room is on the screen, camera and microphone are off. */
export function SentBack({ participant, connected, onLeave }: Props) {
  const locked = useWatched(participant.locked);
  return (
    <>
      <LeaveBar />
      <Panel>
        <div class="stack">
          <div class="stack" role="status">
            <h1>You are in the waiting room again</h1>
            <p>
              Your therapist has asked you to wait here for a while. Camera and microphone are off. You come back by yourself once you are
              let in.
            </p>
            {connected && locked && <p>{LOCKED_WORDS}</p>}
            <p>
              <StateDot state={connected ? 'good' : 'busy'}>{connected ? 'Connected' : 'Reconnecting…'}</StateDot>
            </p>
          </div>
          <div class="row">
            <Button onPress={onLeave}>Leave the waiting room</Button>
          </div>
        </div>
      </Panel>
    </>
  );
}
