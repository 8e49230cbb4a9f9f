/** Sends own tracks, each behind its own sealing transform. */
import type { types } from 'mediasoup-client';
import type { Frames, Transform } from '../frames/attach.ts';
import type { MediaKey, Source } from '../frames/keys.ts';
import type { Ask } from './signalling.ts';
import type { You } from './you.ts';

export type Publisher = {
  /** Sends `track` as `source`; resolves when the SFU has it. Nothing of it leaves unsealed. */
  publish(source: Source, track: MediaStreamTrack, paused: boolean): Promise<void>;
  unpublish(source: Source): Promise<void>;
  setPaused(source: Source, paused: boolean): Promise<void>;
  /** Another camera or microphone behind the same producer and seal. */
  replace(source: Source, track: MediaStreamTrack): Promise<void>;
  close(): void;
};
export type PublisherOptions = {
  readonly transport: types.Transport;
  readonly frames: Frames;
  readonly mediaKey: MediaKey;
  readonly you: You;
  readonly ask: Ask;
};
type Published = { readonly producer: types.Producer; readonly transform: Transform };

/** Two layers: a thumbnail's worth for weak receivers, and the whole picture. */
const CAMERA_LAYERS = [
  { scaleResolutionDownBy: 2, maxBitrate: 180_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 800_000 },
];

export function createPublisher({ transport, frames, mediaKey, you, ask }: PublisherOptions): Publisher {
  const published = new Map<Source, Published>();

  transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
    const { source, paused } = appData as { source: Source; paused: boolean };
    ask('call/produce', { transport: transport.id, kind, source, rtpParameters, paused }).then(done, failed);
  });

  const drop = (source: Source): Published | undefined => {
    const found = published.get(source);
    published.delete(source);
    found?.transform.close();
    found?.producer.close();
    return found;
  };

  return {
    publish: async (source, track, paused) => {
      const kind = source === 'microphone' ? 'audio' : 'video';
      // The transform is ready before the browser gets the track: there is no moment in which it could be sent unsealed.
      const transform = await frames.sealing({ mediaKey, kind, origin: { ...you, source }, onHealth: () => undefined });
      track.enabled = !paused;
      const producer = await transport.produce({
        track,
        stopTracks: false,
        ...(source === 'camera' ? { encodings: CAMERA_LAYERS, codecOptions: { videoGoogleStartBitrate: 600 } } : {}),
        onRtpSender: (sender) => transform.attach(sender),
        appData: { source, paused },
      });
      published.set(source, { producer, transform });
    },
    unpublish: async (source) => {
      const found = drop(source);
      if (found !== undefined) await ask('call/set-producer', { producer: found.producer.id, to: 'close' });
    },
    setPaused: async (source, paused) => {
      const found = published.get(source);
      if (found === undefined || found.producer.closed) return;
      if (paused) found.producer.pause();
      else found.producer.resume();
      await ask('call/set-producer', { producer: found.producer.id, to: paused ? 'pause' : 'resume' });
    },
    replace: async (source, track) => {
      await published.get(source)?.producer.replaceTrack({ track });
    },
    close: () => {
      for (const source of published.keys()) drop(source);
    },
  };
}
