import type { DeviceChoice } from '#client/call/device-check.tsx';

const PLACE = 'holdspace-devices';

/** What was chosen in the device check of this tab: a reload in the middle of a session must not turn a camera on that was off. */
export type DeviceMemory = { load(): DeviceChoice | undefined; save(choice: DeviceChoice): void };

export function createDeviceMemory(storage: globalThis.Storage): DeviceMemory {
  return {
    load() {
      try {
        return readChoice(JSON.parse(storage.getItem(PLACE) ?? 'null'));
      } catch {
        return undefined;
      }
    },
    save(choice) {
      try {
        storage.setItem(PLACE, JSON.stringify(choice));
      } catch {
        // Storage is off or full: the check is shown again after a reload.
      }
    },
  };
}

function readChoice(kept: unknown): DeviceChoice | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { microphone, camera } = kept as Record<string, unknown>;
  const read = (input: unknown): DeviceChoice['camera'] | undefined => {
    if (typeof input !== 'object' || input === null) return undefined;
    const { on, deviceId } = input as Record<string, unknown>;
    return typeof on === 'boolean' ? { on, ...(typeof deviceId === 'string' ? { deviceId } : {}) } : undefined;
  };
  const choices = { microphone: read(microphone), camera: read(camera) };
  return choices.microphone && choices.camera ? { microphone: choices.microphone, camera: choices.camera } : undefined;
}
