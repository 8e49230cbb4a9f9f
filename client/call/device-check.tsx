/** Before the room: see oneself, watch the microphone's bar move, choose devices, or go on without. */
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import { watchLevel } from '#media/call/level.ts';
import { createLocalInputs } from '#media/call/local-inputs.ts';
import type { Input } from '#media/call/device.ts';
import type { LocalInput } from '#media/call/state.ts';
import { deviceOf, Faults } from './call-panel.tsx';
import { DevicePickers } from './device-pickers.tsx';
import { CameraSign, MicrophoneSign, SoundSign } from './icons.tsx';
import { playTones } from './speaker.ts';
import { VideoOf } from './media-elements.tsx';
import './call.css';

/** What the call is to begin with: `createCall` takes both as they are. */
export type DeviceChoice = {
  readonly [Which in Input]: { readonly on: boolean; readonly deviceId?: string | undefined };
};
type Inputs = { readonly [Which in Input]: LocalInput };

/** Stops the devices when it leaves the screen; the call opens the chosen ones again. */
export function DeviceCheck({ clock, onChoice }: { clock: Clock; onChoice: (choice: DeviceChoice) => void }) {
  const [states, setStates] = useState<Inputs>({ microphone: { is: 'starting' }, camera: { is: 'starting' } });
  const inputs = useMemo(
    () => createLocalInputs({ chosen: {}, onChange: (which, state) => setStates((before) => ({ ...before, [which]: state })) }),
    [],
  );
  useEffect(() => {
    void inputs.turnOn('microphone').then(() => inputs.turnOn('camera'));
  }, [inputs]);
  // Not after the next paint: a camera that goes on while its picture is gone would frighten.
  useLayoutEffect(() => inputs.close, [inputs]);
  useEffect(() => onChoice({ microphone: choiceOf(states.microphone), camera: choiceOf(states.camera) }), [states]);

  const turn = (which: Input): void => {
    if (states[which].is === 'on') inputs.turnOff(which);
    else void inputs.turnOn(which);
  };
  return (
    <section class="call-check" aria-label="Camera and microphone check">
      <div class="call-preview">
        {states.camera.is === 'on' ? (
          <VideoOf track={states.camera.track} label="Your camera" mirrored />
        ) : (
          <p>{previewText(states.camera)}</p>
        )}
      </div>
      <Level input={states.microphone} clock={clock} />
      <Faults microphone={states.microphone} camera={states.camera} />
      <div class="call-buttons">
        {(['microphone', 'camera'] as const).map((which) => (
          <button key={which} type="button" class="call-button" onClick={() => turn(which)}>
            {which === 'microphone' ? <MicrophoneSign off={states[which].is !== 'on'} /> : <CameraSign off={states[which].is !== 'on'} />}
            <span>{turnText(which, states[which])}</span>
          </button>
        ))}
        <Speaker />
      </div>
      <DevicePickers
        current={{ microphone: deviceOf(states.microphone), camera: deviceOf(states.camera) }}
        onChoose={(which, deviceId) => void inputs.choose(which, deviceId)}
      />
    </section>
  );
}

/** A sound to be heard; only the person can say whether they did. */
function Speaker() {
  const [playing, setPlaying] = useState(false);
  const play = (): void => {
    setPlaying(true);
    void playTones().finally(() => setPlaying(false));
  };
  return (
    <button type="button" class="call-button call-sound" aria-disabled={playing} onClick={() => (playing ? undefined : play())}>
      <SoundSign />
      <span>{playing ? 'Two tones are sounding' : 'Play a sound'}</span>
    </button>
  );
}

function Level({ input, clock }: { input: LocalInput; clock: Clock }) {
  const [level, setLevel] = useState(0);
  const track = input.is === 'on' ? input.track : undefined;
  useEffect(() => (track === undefined ? setLevel(0) : watchLevel(track, clock, setLevel)), [track, clock]);
  return (
    <label class="call-level">
      <span>{track === undefined ? 'Your microphone is off' : 'Say something: the bar should move'}</span>
      <meter min={0} max={1} value={level} />
    </label>
  );
}

const choiceOf = (input: LocalInput) => ({ on: input.is === 'on' || input.is === 'starting', deviceId: deviceOf(input) });
const previewText = (camera: LocalInput): string => (camera.is === 'starting' ? 'Starting your camera…' : 'Your camera is off');
const turnText = (which: Input, input: LocalInput): string =>
  input.is === 'failed' ? `Try the ${which} again` : input.is === 'on' ? `Turn ${which} off` : `Turn ${which} on`;
