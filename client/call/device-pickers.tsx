/** The two lists to choose a microphone and a camera from. Follows what is plugged in. */
import { useEffect, useState } from 'preact/hooks';
import { listDevices, onDevicesChanged, type Devices, type Input } from '#media/call/device.ts';

type PickersProps = {
  /** The device in use, where it is known. */
  readonly current: { readonly [Which in Input]?: string | undefined };
  readonly onChoose: (which: Input, deviceId: string) => void;
};
const TITLES: { readonly [Which in Input]: string } = { microphone: 'Microphone', camera: 'Camera' };

export function DevicePickers({ current, onChoose }: PickersProps) {
  const [devices, setDevices] = useState<Devices>({ microphone: [], camera: [] });
  // Asked again when a device was opened: before that its name is hidden.
  useEffect(() => {
    let wanted = true;
    const look = (): void => {
      void listDevices().then((found) => {
        if (wanted) setDevices(found);
      });
    };
    look();
    const undo = onDevicesChanged(look);
    return () => {
      wanted = false;
      undo();
    };
  }, [current.microphone, current.camera]);

  return (
    <div class="call-pickers">
      {(['microphone', 'camera'] as const).map((which) => (
        <label key={which} class="call-picker">
          <span>{TITLES[which]}</span>
          <select disabled={devices[which].length === 0} onChange={({ currentTarget }) => onChoose(which, currentTarget.value)}>
            {devices[which].length === 0 && <option>None found</option>}
            {devices[which].map(({ id, label }) => (
              <option key={id} value={id} selected={id === current[which]}>
                {label}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
