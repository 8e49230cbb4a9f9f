/** Cameras and microphones of this machine, and plain reasons when they are not to be had. */
export type Input = 'microphone' | 'camera';
export type DeviceFault =
  /** The person or the system said no. */
  | 'denied'
  /** There is none, or the chosen one was unplugged. */
  | 'none'
  /** Another program holds it. */
  | 'busy'
  /** The page is not served over https or from localhost. */
  | 'not-allowed-here'
  | 'failed';
export type Device = { readonly id: string; readonly label: string };
export type Devices = { readonly [Which in Input]: readonly Device[] };
export type OpenedInput = { readonly ok: true; readonly track: MediaStreamTrack } | { readonly ok: false; readonly code: DeviceFault };

const FAULTS: Readonly<Record<string, DeviceFault>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Opens a microphone or camera: the one with `deviceId`, or any other where that one is gone. */
export async function openInput(which: Input, deviceId?: string): Promise<OpenedInput> {
  if (navigator.mediaDevices === undefined) return { ok: false, code: 'not-allowed-here' };
  const opened = await capture(which, deviceId);
  return !opened.ok && opened.code === 'none' && deviceId !== undefined ? await capture(which, undefined) : opened;
}

/** What can be chosen from. Labels are empty until one of the kind was allowed. */
export async function listDevices(): Promise<Devices> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const of = (kind: MediaDeviceKind, name: string): Device[] =>
    all
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map((device, index) => ({ id: device.deviceId, label: device.label === '' ? `${name} ${index + 1}` : device.label }));
  return { microphone: of('audioinput', 'Microphone'), camera: of('videoinput', 'Camera') };
}

/** Tells when something was plugged in or out; returns the undoing. */
export function onDevicesChanged(listener: () => void): () => void {
  navigator.mediaDevices?.addEventListener('devicechange', listener);
  return () => navigator.mediaDevices?.removeEventListener('devicechange', listener);
}

async function capture(which: Input, deviceId: string | undefined): Promise<OpenedInput> {
  const chosen = deviceId === undefined ? {} : { deviceId: { exact: deviceId } };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(
      which === 'microphone'
        ? { audio: { ...chosen, echoCancellation: true, noiseSuppression: true, autoGainControl: true } }
        : { video: { ...chosen, width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } } },
    );
    const track = stream.getTracks()[0];
    return track === undefined ? { ok: false, code: 'none' } : { ok: true, track };
  } catch (thrown) {
    return { ok: false, code: (thrown instanceof DOMException && FAULTS[thrown.name]) || 'failed' };
  }
}
