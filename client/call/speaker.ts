/** Two soft tones, to hear whether the loudspeaker works. Made here, so that nothing has to be fetched. */
const TONES = [523.25, 659.25] as const;
const TONE_S = 0.45;
const GAIN = 0.15;

/** Resolves when they have sounded; at once where the browser has no way to make a sound. */
export async function playTones(): Promise<void> {
  if (typeof AudioContext === 'undefined') return;
  const audio = new AudioContext();
  try {
    await audio.resume();
    const start = audio.currentTime;
    await Promise.all(TONES.map((tone, i) => play(audio, tone, start + i * TONE_S)));
  } finally {
    await audio.close();
  }
}

function play(audio: AudioContext, tone: number, at: number): Promise<void> {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = tone;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(GAIN, at + 0.05);
  volume.gain.linearRampToValueAtTime(0, at + TONE_S);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + TONE_S);
  return new Promise((resolve) => source.addEventListener('ended', () => resolve()));
}
