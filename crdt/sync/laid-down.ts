/** What one member laid down on this device of one doc: own sealed updates that are not known to be kept. A disk that fails costs no more than that. */
import type { DocName } from '../base/docs.ts';
import { fromHex } from '../base/bytes.ts';
import type { MemberId, RoomId } from '../base/ids.ts';
import type { OutboxStorage } from './ports.ts';

type Place = { readonly room: RoomId; readonly member: MemberId; readonly doc: DocName };

export function createLaidDown(storage: OutboxStorage, { room, member, doc }: Place) {
  const forget = (device: Uint8Array, counter: number): void =>
    void storage.remove(room, member, doc, device, counter).catch(() => undefined);
  return {
    put: (sealed: Uint8Array): Promise<void> => storage.put(room, member, [sealed]),
    load: (): Promise<readonly Uint8Array[]> => storage.load(room, member, doc).catch(() => []),
    /** Those of that device with a counter up to `counter`. */
    forget,
    /** `sender`: the hex of its 24 bytes. */
    forgetOf: (sender: string, counter: number): void => forget(fromHex(sender)?.subarray(16) ?? new Uint8Array(8), counter),
  };
}
