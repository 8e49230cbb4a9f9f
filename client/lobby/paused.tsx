import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import { waitWords } from '#client/ui/when.ts';
import { Again } from './again.tsx';

const MINUTE_MS = 60_000;
type Props = { clock: Clock; forMs: number | undefined; onAgain: () => void };

/** The link was opened too often within an hour: how long it rests still, said anew each minute. */
export function Paused({ clock, forMs, onAgain }: Props) {
  const until = useMemo(() => (forMs === undefined ? undefined : clock.now() + forMs), [clock, forMs]);
  const [now, setNow] = useState(() => clock.now());
  const left = until === undefined ? undefined : until - now;
  useEffect(() => {
    if (left === undefined || left <= 0) return undefined;
    // Until the minutes that are shown are one fewer.
    return clock.after(left % MINUTE_MS || MINUTE_MS, () => setNow(clock.now()));
  }, [clock, left]);
  return (
    <Again title="This link rests for a while" role="status" onAgain={onAgain}>
      <p>It was opened many times within an hour. That may have been you, or a program that looks at links in messages.</p>
      {left !== undefined && <p>{left > 0 ? `It can be opened again in ${waitWords(left)}.` : 'It can be opened again now.'}</p>}
      <p class="soft">Your link stays good. If you cannot wait, ask your therapist for a new one.</p>
    </Again>
  );
}
