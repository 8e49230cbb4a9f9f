/** Our own microphone and camera: opens, mutes, changes and stops the devices. Knows nothing of the network. */
import { openInput, type Input } from './device.ts';
import type { LocalInput } from './state.ts';

export type LocalInputs = {
  get(which: Input): LocalInput;
  /** Opens the device if need be; on a muted microphone only lifts the mute. Resolves with the state that came of it. */
  turnOn(which: Input): Promise<LocalInput>;
  /** Microphone: mutes, so that it is back at once. Camera: stops the device, so that its light goes out. */
  turnOff(which: Input): LocalInput;
  /** Takes another device from now on; opens it at once where the old one was open. */
  choose(which: Input, deviceId: string): Promise<LocalInput>;
  close(): void;
};
export type LocalInputsOptions = {
  readonly chosen: { readonly [Which in Input]?: string | undefined };
  readonly onChange: (which: Input, state: LocalInput) => void;
};

export function createLocalInputs({ chosen, onChange }: LocalInputsOptions): LocalInputs {
  const states: { [Which in Input]: LocalInput } = { microphone: { is: 'off' }, camera: { is: 'off' } };
  const ids: { [Which in Input]: string | undefined } = { microphone: chosen.microphone, camera: chosen.camera };
  /** The newest wish wins: what opens after another wish is stopped again. */
  const wishes: { [Which in Input]: number } = { microphone: 0, camera: 0 };
  let closed = false;

  const set = (which: Input, state: LocalInput): LocalInput => {
    states[which] = state;
    onChange(which, state);
    return state;
  };
  const stop = (state: LocalInput): void => {
    if ('track' in state) state.track.stop();
  };

  const open = async (which: Input, then: 'on' | 'muted'): Promise<LocalInput> => {
    const wish = ++wishes[which];
    const before = states[which];
    if (!('track' in before)) set(which, { is: 'starting' });
    const opened = await openInput(which, ids[which]);
    if (closed || wish !== wishes[which]) {
      if (opened.ok) opened.track.stop();
      return states[which];
    }
    stop(before);
    if (!opened.ok) return set(which, { is: 'failed', why: opened.code });
    const { track } = opened;
    track.addEventListener('ended', () => {
      const now = states[which];
      if ('track' in now && now.track === track) set(which, { is: 'failed', why: 'none' });
    });
    track.enabled = then === 'on';
    return set(which, which === 'camera' ? { is: 'on', track } : { is: then, track });
  };

  return {
    get: (which) => states[which],
    turnOn: async (which) => {
      const state = states[which];
      if (state.is === 'on' || state.is === 'starting') return state;
      if (state.is !== 'muted') return await open(which, 'on');
      state.track.enabled = true;
      return set(which, { is: 'on', track: state.track });
    },
    turnOff: (which) => {
      wishes[which] += 1;
      const state = states[which];
      if (which === 'microphone' && 'track' in state) {
        state.track.enabled = false;
        return set(which, { is: 'muted', track: state.track });
      }
      stop(state);
      return set(which, { is: 'off' });
    },
    choose: async (which, deviceId) => {
      ids[which] = deviceId;
      const state = states[which];
      return 'track' in state || state.is === 'failed' ? await open(which, state.is === 'muted' ? 'muted' : 'on') : state;
    },
    close: () => {
      closed = true;
      stop(states.microphone);
      stop(states.camera);
    },
  };
}
