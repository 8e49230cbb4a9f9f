/** How loud a local track is, for the bar of the device check and the ring around oneself. Never leaves the page. */
import type { Clock } from '#crdt/base/clock.ts';

const LOOK_EVERY_MS = 100;

/** Calls `onLevel` with 0 (silence) to 1 about ten times a second until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, clock: Pick<Clock, 'after'>, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let cancel = (): void => undefined;
  const look = (): void => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudness(samples));
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  look();
  return () => {
    cancel();
    source.disconnect();
    void context.close().catch(() => undefined);
  };
}

/** Root mean square on a scale that speech fills: -60 dB is 0, 0 dB is 1. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  const decibels = 10 * Math.log10(power + 1e-12);
  return Math.min(1, Math.max(0, 1 + decibels / 60));
}
