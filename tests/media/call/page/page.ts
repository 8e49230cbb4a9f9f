/** A page with nothing but a call, driven by the browser tests and the benchmark through `window.callPage`. */
import { createCall, type Call } from '#media/call/call.ts';
import { startFrameWorker } from '#media/call/frame-worker.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { pretendSealing } from './unsealed.ts';
import { connectSignalling } from './signalling.ts';

export type Start = { member: string; device: number[]; key: number[]; microphone: boolean; camera: boolean; unsealed?: boolean };
export type SeenPeer = {
  member: string;
  sealed: string;
  muted: boolean;
  frames: number;
  sound: boolean;
  /** The id of the camera's received track; another one after every rejoin. */
  track: string | undefined;
};
export type Seen = { link: string; microphone: string; camera: string; peers: SeenPeer[] };
export type CallPage = {
  start(how: Start): void;
  /** Resolves with the ms from `start` to the first frame painted of somebody else's camera. */
  firstFrame(): Promise<number>;
  seen(): Seen;
  /** Whether another frame of that member is painted soon. */
  painted(member: string): Promise<boolean>;
  turn(which: 'microphone' | 'camera', on: boolean): Promise<void>;
  cut(): void;
  stop(): Promise<void>;
};
declare global {
  interface Window {
    callPage: CallPage;
  }
}

const clock = {
  now: () => Date.now(),
  after: (delayMs: number, task: () => void) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

let call: Call | undefined;
let signalling: ReturnType<typeof connectSignalling> | undefined;
let startedAt = 0;
const first = Promise.withResolvers<number>();
/** What plays each peer; a track that is not attached to an element is not decoded. */
const players = new Map<string, { video: HTMLVideoElement; audio: HTMLAudioElement; loud: boolean }>();

function play(peers: Call['state']['value']['peers']): void {
  for (const peer of peers) {
    const player = players.get(peer.member) ?? newPlayer(peer.member);
    attach(player.video, peer.video);
    attach(player.audio, peer.audio);
    player.loud ||= peer.speaking;
  }
}

function newPlayer(member: string) {
  const player = { video: document.createElement('video'), audio: document.createElement('audio'), loud: false };
  player.video.muted = true;
  player.video.requestVideoFrameCallback(() => first.resolve(performance.now() - startedAt));
  players.set(member, player);
  document.body.append(player.video, player.audio);
  return player;
}

function attach(element: HTMLMediaElement, track: MediaStreamTrack | undefined): void {
  const now = element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined;
  if (now === track) return;
  element.srcObject = track === undefined ? null : new MediaStream([track]);
  if (track !== undefined) element.play().catch(() => undefined);
}

window.callPage = {
  start: ({ member, device, key, microphone, camera, unsealed = false }) => {
    startedAt = performance.now();
    signalling = connectSignalling(`${location.origin.replace('http', 'ws')}/?member=${member}&device=${device.join('.')}`);
    call = createCall({
      signalling,
      mediaKey: () => Uint8Array.from(key),
      you: { member: member as MemberId, device: Uint8Array.from(device) },
      clock,
      startWorker: unsealed ? pretendSealing() : startFrameWorker,
      microphone: { on: microphone },
      camera: { on: camera },
    });
    call.state.subscribe(({ peers }) => play(peers));
  },
  firstFrame: () => first.promise,
  seen: () => ({
    link: call?.state.value.link ?? 'none',
    microphone: call?.state.value.microphone.is ?? 'none',
    camera: call?.state.value.camera.is ?? 'none',
    peers: (call?.state.value.peers ?? []).map(({ member, sealed, muted, video }) => {
      const player = players.get(member);
      const frames = player?.video.getVideoPlaybackQuality().totalVideoFrames ?? 0;
      return { member, sealed, muted, frames, sound: player?.loud ?? false, track: video?.id };
    }),
  }),
  painted: (member) =>
    new Promise((resolve) => {
      setTimeout(() => resolve(false), 1000);
      players.get(member)?.video.requestVideoFrameCallback(() => resolve(true));
    }),
  turn: async (which, on) => await call?.turn(which, on),
  cut: () => signalling?.cut(),
  stop: async () => {
    await call?.close();
    signalling?.close();
  },
};
