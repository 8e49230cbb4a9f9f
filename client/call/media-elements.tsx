/** A track made visible or audible. `srcObject` is set through the DOM: the strict CSP knows nothing of it. */
import { useEffect, useRef, useState } from 'preact/hooks';

export function VideoOf({ track, label, mirrored = false }: { track: MediaStreamTrack; label: string; mirrored?: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => show(element.current, track, () => undefined), [track]);
  return (
    <video ref={element} class={mirrored ? 'call-video call-video-mirrored' : 'call-video'} aria-label={label} muted playsInline autoPlay />
  );
}

/** Plays a voice; where the browser wants a click first, offers one. */
export function VoiceOf({ track, name }: { track: MediaStreamTrack; name: string }) {
  const element = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => show(element.current, track, () => setBlocked(true)), [track]);
  const listen = (): void => {
    void element.current?.play().then(() => setBlocked(false));
  };
  return (
    <>
      <audio ref={element} autoPlay />
      {blocked && (
        <button type="button" class="call-button call-listen" onClick={listen}>
          Hear {name}
        </button>
      )}
    </>
  );
}

function show(element: HTMLMediaElement | null, track: MediaStreamTrack, onBlocked: () => void): () => void {
  if (element === null) return () => undefined;
  element.srcObject = new MediaStream([track]);
  element.play().catch((thrown: unknown) => {
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') onBlocked();
  });
  return () => {
    element.srcObject = null;
  };
}
