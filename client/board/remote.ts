/** Listens to the awareness for what others do on the board right now. */
import type { Awareness } from 'y-protocols/awareness';
import type { Cursors } from './cursors.ts';
import { decodeLaser, type LaserPiece } from './laser.ts';
import type { RemoteInk } from './remote-ink.ts';
import type { WetStroke } from './wet-layer.ts';

export type FollowDeps = {
  readonly awareness: Awareness;
  readonly remote: RemoteInk;
  readonly cursors: Cursors;
  /** Somebody points with a light; undefined when they have left. */
  readonly onLaser: (client: number, piece: LaserPiece | undefined) => void;
  readonly onGrown: (stroke: WetStroke, from: number) => void;
  /** Some wet stroke is no longer there, or another took its place. */
  readonly onDropped: () => void;
};

type Changes = { readonly added: number[]; readonly updated: number[]; readonly removed: number[] };

/** Returns the undoing. */
export function followAwareness({ awareness, remote, cursors, onLaser, onGrown, onDropped }: FollowDeps): () => void {
  const hear = (client: number): void => {
    const state = awareness.getStates().get(client);
    if (client === awareness.clientID || state === undefined) return;
    cursors.hear(client, state);
    const light = decodeLaser(state['laser']);
    if (light) onLaser(client, light);
    const change = remote.hear(client, state['ink']);
    if (change.is === 'grown') onGrown(change.stroke, change.from);
    else if (change.is === 'dropped') onDropped();
  };
  const onUpdate = ({ added, updated, removed }: Changes): void => {
    for (const client of [...added, ...updated]) hear(client);
    for (const client of removed) {
      cursors.hear(client, undefined);
      onLaser(client, undefined);
      if (remote.leave(client)) onDropped();
    }
  };
  // "update" and not "change": two pieces of ink may look alike.
  awareness.on('update', onUpdate);
  for (const client of awareness.getStates().keys()) hear(client);
  return () => awareness.off('update', onUpdate);
}
