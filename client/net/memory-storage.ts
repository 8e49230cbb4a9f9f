/** Storage for Node and for browsers that allow none: as IndexedDB's, but gone with the process. */
import type { DocName } from '#crdt/base/docs.ts';
import { hex } from '#crdt/base/bytes.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import type { End } from '#crdt/sync/ports.ts';
import { decodeHeader } from '#crdt/crypto/header.ts';
import type { Storage } from './storage.ts';

export function createMemoryStorage(): Storage {
  /** By room, member, doc, device and counter, as IndexedDB's keys. */
  const outbox = new Map<string, Uint8Array>();
  const marks = new Map<string, End>();
  const keyrings = new Map<string, Uint8Array>();
  const place = (...parts: readonly string[]): string => parts.map((part) => `${part}/`).join('');
  const markOf = (room: RoomId, doc: DocName): string => place(room, doc);

  return {
    outbox: {
      async put(room, member, all) {
        for (const sealed of all) {
          const header = decodeHeader(sealed);
          if (header?.doc === undefined) continue;
          outbox.set(place(room, member, header.doc, hex(header.device), String(header.counter).padStart(16, '0')), sealed.slice());
        }
      },
      async remove(room, member, doc, device, counter) {
        const prefix = place(room, member, doc, hex(device));
        for (const key of outbox.keys()) if (key.startsWith(prefix) && Number(key.slice(prefix.length, -1)) <= counter) outbox.delete(key);
      },
      async load(room, member, doc) {
        const prefix = place(room, member, doc);
        const keys = [...outbox.keys()].filter((key) => key.startsWith(prefix)).toSorted();
        return keys.flatMap((key) => outbox.get(key)?.slice() ?? []);
      },
    },
    watermarks: {
      async save(room, doc, end) {
        marks.set(markOf(room, doc), { seq: end.seq, head: end.head.slice() });
      },
      load: async (room, doc) => marks.get(markOf(room, doc)),
      async forget(room, doc) {
        marks.delete(markOf(room, doc));
      },
    },
    keyrings: {
      async save(name, bytes) {
        keyrings.set(name, bytes.slice());
      },
      load: async (name) => keyrings.get(name)?.slice(),
      async remove(name) {
        keyrings.get(name)?.fill(0);
        keyrings.delete(name);
      },
    },
    async forgetRoom(room) {
      for (const map of [outbox, marks]) for (const key of map.keys()) if (key.startsWith(place(room))) map.delete(key);
    },
    close: () => undefined,
  };
}
