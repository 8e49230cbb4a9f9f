/**
 * The call of one page in one room. It joins by itself, returns by itself after whatever breaks (network, server,
 * media worker, reload of either side), and sends nothing that is not sealed.
 */
import { Device } from 'mediasoup-client';
import type { Clock } from '#crdt/base/clock.ts';
import { canSeal, createFrames } from '../frames/attach.ts';
import { importMediaKey } from '../frames/keys.ts';
import type { Input } from './device.ts';
import { createLocalInputs } from './local-inputs.ts';
import { createRejoin } from './rejoin.ts';
import { createSession, type Session } from './session.ts';
import { createAsk, type Signalling } from './signalling.ts';
import type { CallState, LocalInput } from './state.ts';
import { createWatched, type Watched } from './watched.ts';
import type { You } from './you.ts';

export type CallOptions = {
  readonly signalling: Signalling;
  /** The 32-byte media key of the current epoch; asked at every join. */
  readonly mediaKey: () => Uint8Array;
  readonly you: You;
  readonly clock: Clock;
  /** Makes the worker of media/frames/worker.ts (see frame-worker.ts). */
  readonly startWorker: () => Worker;
  /** What to turn on at once, and with which devices (from the device check). */
  readonly microphone?: { readonly on: boolean; readonly deviceId?: string | undefined };
  readonly camera?: { readonly on: boolean; readonly deviceId?: string | undefined };
};
export type Call = {
  readonly state: Watched<CallState>;
  /** Microphone off: muted, others are told. Camera off: the device stops and its track ends for everybody. */
  turn(which: Input, on: boolean): Promise<void>;
  choose(which: Input, deviceId: string): Promise<void>;
  /** Leaves the call, stops the devices. Idempotent. */
  close(): Promise<void>;
};

export function createCall(options: CallOptions): Call {
  const { signalling, mediaKey, you, clock } = options;
  const sealable = canSeal();
  const state = createWatched<CallState>({
    link: sealable ? 'joining' : 'cannot-seal',
    microphone: { is: 'off' },
    camera: { is: 'off' },
    peers: [],
  });
  const change = (changed: Partial<CallState>): void => state.set({ ...state.value, ...changed });
  const ask = createAsk(signalling);
  const inputs = createLocalInputs({
    chosen: { microphone: options.microphone?.deviceId, camera: options.camera?.deviceId },
    onChange: (which, input) => {
      change({ [which]: input });
      void bring(which);
    },
  });
  const frames = sealable ? createFrames(options.startWorker) : undefined;
  const device = sealable ? Device.factory() : undefined;
  device?.catch(() => undefined);
  let session: Session | undefined;
  let closed = false;

  /** What the session sends of each input, so that `bring` does only what differs; one at a time for each. */
  const sent = new Map<Input, MediaStreamTrack>();
  const bringing: { [Which in Input]: Promise<void> } = { microphone: Promise.resolve(), camera: Promise.resolve() };
  const bring = (which: Input): Promise<void> => {
    bringing[which] = bringing[which].then(async () => {
      const to = session?.publisher;
      if (to === undefined || closed) return;
      await send(to, which, inputs.get(which)).catch(() => {
        if (session?.publisher === to) rejoin.now();
      });
    });
    return bringing[which];
  };
  const send = async (to: Session['publisher'], which: Input, input: LocalInput): Promise<void> => {
    const before = sent.get(which);
    if (!('track' in input)) {
      sent.delete(which);
      if (before !== undefined) await to.unpublish(which);
      return;
    }
    sent.set(which, input.track);
    const muted = input.is === 'muted';
    if (before === undefined) return await to.publish(which, input.track, muted);
    if (before !== input.track) await to.replace(which, input.track);
    await to.setPaused(which, muted);
  };

  const endSession = (): void => {
    session?.close();
    session = undefined;
    sent.clear();
  };

  const rejoin = createRejoin({
    clock,
    join: async (isCurrent) => {
      if (frames === undefined || device === undefined) return;
      if (state.value.link === 'connected') change({ link: 'away' });
      endSession();
      const next = await createSession({
        signalling,
        ask,
        device: await device,
        frames,
        mediaKey: await importMediaKey(mediaKey()),
        you,
        clock,
        onPeers: (peers) => {
          if (!closed) change({ peers });
        },
        onPath: (connected) => {
          if (!closed) change({ link: connected ? 'connected' : 'away' });
        },
        onLost: () => rejoin.now(),
      });
      if (!isCurrent()) return next.close();
      session = next;
      change({ link: 'connected' });
      void bring('microphone');
      void bring('camera');
    },
  });

  const unhear = signalling.onEntered(() => rejoin.now());
  rejoin.now();
  if (options.microphone?.on === true) void inputs.turnOn('microphone');
  if (options.camera?.on === true) void inputs.turnOn('camera');

  return {
    state,
    turn: async (which, on) => {
      if (on) await inputs.turnOn(which);
      else inputs.turnOff(which);
      await bring(which);
    },
    choose: async (which, deviceId) => {
      await inputs.choose(which, deviceId);
      await bring(which);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      unhear();
      rejoin.close();
      endSession();
      inputs.close();
      frames?.close();
      change({ link: 'closed', peers: [], microphone: { is: 'off' }, camera: { is: 'off' } });
      await ask('call/leave', {}).catch(() => undefined);
    },
  };
}
