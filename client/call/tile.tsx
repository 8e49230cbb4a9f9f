/** One person of the call: their picture or initial, name, whether they speak, whether their media is sealed. */
import type { CallPeer } from '#media/call/state.ts';
import type { MemberRole } from '#server/contract/roles.ts';
import { ROLE_WORDS } from '#client/ui/roles.ts';
import { LockSign, MicrophoneSign } from './icons.tsx';
import { VideoOf, VoiceOf } from './media-elements.tsx';

type PeerProps = { name: string; role: MemberRole; here: boolean; peer: CallPeer | undefined };

export function PeerTile({ name, role, here, peer }: PeerProps) {
  const speaking = peer?.speaking === true;
  return (
    <li class={speaking ? 'call-tile call-tile-speaking' : 'call-tile'}>
      {peer?.video === undefined ? (
        peer?.sealed !== 'failing' && <Initial name={name} />
      ) : (
        <VideoOf track={peer.video} label={`${name}'s camera`} />
      )}
      {peer?.screen !== undefined && <VideoOf track={peer.screen} label={`${name}'s screen`} />}
      {peer?.audio !== undefined && <VoiceOf track={peer.audio} name={name} />}
      <p class="call-caption">
        <span class="call-name">{name}</span>
        {role !== 'participant' && <span class="call-role">{ROLE_WORDS[role]}</span>}
        {peer?.muted === true && (
          <span class="call-mark" title="Microphone off">
            <MicrophoneSign off />
            <span class="call-unseen">, microphone off</span>
          </span>
        )}
        {peer !== undefined && <Seal peer={peer} />}
        {speaking && <span class="call-unseen">, speaking</span>}
      </p>
      <Standing role={role} here={here} peer={peer} />
    </li>
  );
}

export function SelfTile({ track, muted }: { track: MediaStreamTrack | undefined; muted: boolean }) {
  return (
    <li class="call-tile call-tile-self">
      {track === undefined ? <Initial name="You" /> : <VideoOf track={track} label="Your own camera" mirrored />}
      <p class="call-caption">
        <span class="call-name">You</span>
        {muted && (
          <span class="call-mark" title="Your microphone is off">
            <MicrophoneSign off />
            <span class="call-unseen">, microphone off</span>
          </span>
        )}
      </p>
    </li>
  );
}

const Initial = ({ name }: { name: string }) => (
  <span class="call-initial" aria-hidden="true">
    {/^[\p{L}\p{N}]\p{M}*/u.exec(name.trim())?.[0].toLocaleUpperCase() ?? '·'}
  </span>
);

function Seal({ peer }: { peer: CallPeer }) {
  if (peer.sealed === 'waiting') return null;
  const sealed = peer.sealed === 'sealed';
  const says = sealed ? 'Sealed: only the people in this room can see and hear this' : 'Does not open with this room’s key';
  return (
    <span class={sealed ? 'call-mark' : 'call-mark call-mark-bad'} title={says}>
      <LockSign open={!sealed} />
      <span class="call-unseen">, {says}</span>
    </span>
  );
}

function Standing({ role, here, peer }: Omit<PeerProps, 'name'>) {
  if (peer?.sealed === 'failing') {
    return <p class="call-standing call-standing-bad">What arrives does not open with this room’s key and is not shown.</p>;
  }
  if (!here) return <p class="call-standing">Not here</p>;
  if (role === 'observer') return <p class="call-standing">Sees and hears, sends nothing</p>;
  if (peer === undefined) return <p class="call-standing">No camera or microphone on</p>;
  return null;
}
