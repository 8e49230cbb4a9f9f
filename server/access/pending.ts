/** What is under way between two requests, in memory: under an unguessable name, for one use and a few minutes. */
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { toBase64 } from './bytes.ts';

/** Beyond this many the oldest is dropped: memory stays bounded under a flood. */
const MAX_PENDING = 10_000;

export function createPending<Held>({
  clock,
  random,
  lifeMs,
}: {
  readonly clock: Clock;
  readonly random: Random;
  readonly lifeMs: number;
}) {
  const pending = new Map<string, { readonly held: Held; readonly until: number }>();
  return {
    begin(held: Held): string {
      for (const [id, { until }] of pending) {
        if (until > clock.now() && pending.size < MAX_PENDING) break;
        pending.delete(id);
      }
      const id = toBase64(random.bytes(24));
      pending.set(id, { held, until: clock.now() + lifeMs });
      return id;
    },
    /** This once; undefined when there is none, or it ran out. */
    take(id: string): Held | undefined {
      const found = pending.get(id);
      pending.delete(id);
      return found !== undefined && found.until > clock.now() ? found.held : undefined;
    },
  };
}
