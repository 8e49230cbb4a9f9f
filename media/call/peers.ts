/** Pure: from single received tracks to the people they belong to. */
import type { Health } from '../frames/attach.ts';
import type { ProducerView } from '../messages.ts';
import { hex, type CallPeer } from './state.ts';

export type Received = {
  readonly view: ProducerView;
  readonly track?: MediaStreamTrack;
  readonly health: Health;
  readonly speaking: boolean;
};

/** One peer for each device, in the order in which their first track was told of. */
export function peersOf(all: readonly Received[]): CallPeer[] {
  const groups = Map.groupBy(all, ({ view }) => `${view.member}/${hex(view.device)}`);
  return [...groups.values()].flatMap((tracks) => {
    const view = tracks[0]?.view;
    return view === undefined ? [] : [peerOf(view, tracks)];
  });
}

function peerOf({ member, device }: ProducerView, tracks: readonly Received[]): CallPeer {
  const of = (source: ProducerView['source']): Received | undefined => tracks.find(({ view }) => view.source === source);
  const microphone = of('microphone');
  const shown = (name: 'audio' | 'video' | 'screen', received: Received | undefined) =>
    received?.track === undefined || received.health === 'failing' || received.view.paused ? {} : { [name]: received.track };
  return {
    member,
    device: hex(device),
    ...shown('audio', microphone),
    ...shown('video', of('camera')),
    ...shown('screen', of('screen')),
    muted: microphone === undefined || microphone.view.paused,
    speaking: microphone?.speaking ?? false,
    sealed: worst(tracks.map(({ health }) => health)),
  };
}

const worst = (healths: readonly Health[]): Health =>
  healths.includes('failing') ? 'failing' : healths.includes('sealed') ? 'sealed' : 'waiting';

/** About -40 dB: breath and keyboards stay below. */
const SPEAKING_LEVEL = 0.01;

/** Whether received audio, as the browser decoded it, is speech: the level never comes from the network. */
export function isSpeaking(stats: RTCStatsReport): boolean {
  for (const entry of stats.values() as Iterable<{ type: string; audioLevel?: number }>) {
    if (entry.type === 'inbound-rtp' && (entry.audioLevel ?? 0) > SPEAKING_LEVEL) return true;
  }
  return false;
}
