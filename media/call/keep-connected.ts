/** Watches one transport: a path that breaks is tried again by ICE restart; what stays broken is reported. */
import type { types } from 'mediasoup-client';
import type { Clock } from '#crdt/base/clock.ts';
import type { Ask } from './signalling.ts';

/** A short gap heals by itself (consent checks come every few seconds). */
const PATIENCE_MS = 1500;
/** A restarted path is found in well under this, or not at all. */
const RESTART_MS = 6000;

export type KeepOptions = {
  readonly transport: types.Transport;
  readonly ask: Ask;
  readonly clock: Clock;
  /** The path is broken, or whole again. */
  readonly onPath: (connected: boolean) => void;
  /** A restart did not help or was refused: the call joins anew. */
  readonly onLost: () => void;
};

/** Returns the undoing. */
export function keepConnected({ transport, ask, clock, onPath, onLost }: KeepOptions): () => void {
  let cancel = (): void => undefined;
  let done = false;
  const later = (ms: number, task: () => void): void => {
    cancel();
    cancel = clock.after(ms, task);
  };
  const lost = (): void => {
    if (!done) onLost();
  };
  const restart = async (): Promise<void> => {
    later(RESTART_MS, lost);
    const { iceParameters } = await ask('call/restart-ice', { transport: transport.id });
    await transport.restartIce({ iceParameters: iceParameters as types.IceParameters });
  };
  const tryRestart = (): void => {
    restart().catch(lost);
  };
  transport.on('connectionstatechange', (state) => {
    if (done) return;
    if (state === 'connected') {
      cancel();
      onPath(true);
    } else if (state === 'disconnected') {
      onPath(false);
      later(PATIENCE_MS, tryRestart);
    } else if (state === 'failed') {
      onPath(false);
      tryRestart();
    }
  });
  return () => {
    done = true;
    cancel();
  };
}
