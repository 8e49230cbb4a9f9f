/** Faces, voices and the few large buttons of the call. */
import { useState } from 'preact/hooks';
import type { Call } from '#media/call/call.ts';
import type { Watched } from '#media/call/watched.ts';
import type { CallPeer, LocalInput } from '#media/call/state.ts';
import type { Member } from '#client/room/types.ts';
import { DevicePickers } from './device-pickers.tsx';
import { CameraSign, ChooseSign, MicrophoneSign, SelfSign } from './icons.tsx';
import { PeerTile, SelfTile } from './tile.tsx';
import { useWatched } from '#client/ui/use-watched.ts';
import { faultText, linkText } from './words.ts';
import './call.css';

export function CallPanel({ call, members }: { call: Call; members: Watched<readonly Member[]> }) {
  const state = useWatched(call.state);
  const all = useWatched(members).filter(({ inside }) => inside);
  const others = all.filter((member) => !member.you);
  const observing = all.some(({ you, role }) => you && role === 'observer');
  const [selfShown, setSelfShown] = useState(true);
  const [choosing, setChoosing] = useState(false);
  const said = linkText(state.link);
  const selfHere = selfShown && !observing;
  const tiles = others.flatMap(({ id, name, role, here }) => {
    // Nothing of an observer is shown or played, whatever came.
    const devices = role === 'observer' ? [] : state.peers.filter((peer) => peer.member === id);
    const tile = (peer: CallPeer | undefined) => (
      <PeerTile key={`${id}/${peer?.device ?? ''}`} name={name} role={role} here={here} peer={peer} />
    );
    return devices.length === 0 ? [tile(undefined)] : devices.map(tile);
  });

  return (
    <section class="call" aria-label="Call">
      {said !== undefined && (
        <p class="call-notice" role="status">
          {said}
        </p>
      )}
      <ul class="call-tiles" data-tiles={layoutOf(tiles.length + (selfHere ? 1 : 0), selfHere)} tabIndex={tiles.length > 2 ? 0 : undefined}>
        {tiles}
        {selfHere && <SelfTile track={trackOf(state.camera)} muted={state.microphone.is !== 'on'} />}
      </ul>
      <Faults microphone={state.microphone} camera={state.camera} />
      {!observing && (
        <div class="call-buttons" role="toolbar" aria-label="Call">
          <InputButton call={call} which="microphone" input={state.microphone} />
          <InputButton call={call} which="camera" input={state.camera} />
          <button type="button" class="call-button" onClick={() => setSelfShown(!selfShown)}>
            <SelfSign off={!selfShown} />
            <span>{selfShown ? 'Hide myself' : 'Show myself'}</span>
          </button>
          <button type="button" class="call-button" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
            <ChooseSign />
            <span>Devices</span>
          </button>
        </div>
      )}
      {choosing && (
        <DevicePickers
          current={{ microphone: deviceOf(state.microphone), camera: deviceOf(state.camera) }}
          onChoose={(which, deviceId) => void call.choose(which, deviceId)}
        />
      )}
    </section>
  );
}

/** One large face, and oneself in its corner; beyond that all alike, smaller the more there are. */
const layoutOf = (count: number, selfHere: boolean): 'one' | 'some' | 'many' =>
  count > 6 ? 'many' : count > 2 || (count === 2 && !selfHere) ? 'some' : 'one';

function InputButton({ call, which, input }: { call: Call; which: 'microphone' | 'camera'; input: LocalInput }) {
  const on = input.is === 'on';
  const Sign = which === 'microphone' ? MicrophoneSign : CameraSign;
  const label = which === 'microphone' ? (on ? 'Mute' : 'Unmute') : on ? 'Stop camera' : 'Start camera';
  return (
    <button
      type="button"
      class={on ? 'call-button' : 'call-button call-button-off'}
      disabled={input.is === 'starting'}
      onClick={() => void call.turn(which, !on)}
    >
      <Sign off={!on} />
      <span>{label}</span>
    </button>
  );
}

export function Faults({ microphone, camera }: { microphone: LocalInput; camera: LocalInput }) {
  return (
    <>
      {microphone.is === 'failed' && (
        <p class="call-fault" role="alert">
          {faultText('microphone', microphone.why)}
        </p>
      )}
      {camera.is === 'failed' && (
        <p class="call-fault" role="alert">
          {faultText('camera', camera.why)}
        </p>
      )}
    </>
  );
}

const trackOf = (input: LocalInput): MediaStreamTrack | undefined => ('track' in input ? input.track : undefined);
export const deviceOf = (input: LocalInput): string | undefined => trackOf(input)?.getSettings().deviceId;
