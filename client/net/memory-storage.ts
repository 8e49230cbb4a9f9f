/** Storage for Node and for browsers that allow none: as IndexedDB's, but gone with the process. */
import { hex } from '#crdt/base/bytes.ts';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import type { RecordHead } from '#crdt/keys/record.ts';
import type { End, Marked } from '#crdt/sync/ports.ts';
import { decodeHeader } from '#crdt/crypto/header.ts';
import type { Storage } from './storage.ts';

export function createMemoryStorage(): Storage {
  /** By room, member, doc and device, as IndexedDB's keys; then by counter, in the order in which they were laid down. */
  const outbox = new Map<string, Map<number, Uint8Array>>();
  const marks = new Map<string, End>();
  const keyrings = new Map<string, Uint8Array>();
  const heads = new Map<RecordId, RecordHead>();
  const drafts = new Map<RecordId, Uint8Array>();
  const place = (...parts: readonly string[]): string => parts.map((part) => `${part}/`).join('');
  const markOf = (room: RoomId, marked: Marked): string => place(room, marked);

  return {
    outbox: {
      async put(room, member, all) {
        for (const sealed of all) {
          const header = decodeHeader(sealed);
          if (header?.doc === undefined) continue;
          const key = place(room, member, header.doc, hex(header.device));
          const kept = outbox.get(key) ?? new Map<number, Uint8Array>();
          outbox.set(key, kept.set(header.counter, sealed.slice()));
        }
      },
      async remove(room, member, doc, device, upTo) {
        const key = place(room, member, doc, hex(device));
        const kept = outbox.get(key);
        for (const counter of kept?.keys() ?? []) if (counter <= upTo) kept?.delete(counter);
        if (kept?.size === 0) outbox.delete(key);
      },
      async load(room, member, doc) {
        const prefix = place(room, member, doc);
        const keys = [...outbox.keys()].filter((key) => key.startsWith(prefix)).toSorted();
        return keys.flatMap((key) => [...(outbox.get(key) ?? [])].toSorted(([a], [b]) => a - b).map(([, sealed]) => sealed.slice()));
      },
    },
    watermarks: {
      async save(room, marked, end) {
        marks.set(markOf(room, marked), { seq: end.seq, head: end.head.slice() });
      },
      load: async (room, marked) => marks.get(markOf(room, marked)),
      async forget(room, marked) {
        marks.delete(markOf(room, marked));
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
      some: async (beginning) => [...keyrings.keys()].some((name) => name.startsWith(beginning)),
    },
    recordHeads: {
      async save(all) {
        for (const [record, head] of all) {
          if ((heads.get(record)?.version ?? 0) < head.version) heads.set(record, { ...head, digest: head.digest.slice() });
        }
      },
      load: async (records) =>
        new Map(
          records.flatMap((record) => {
            const head = heads.get(record);
            return head === undefined ? [] : [[record, head] as const];
          }),
        ),
    },
    drafts: {
      async save(record, sealed) {
        drafts.set(record, sealed.slice());
      },
      load: async (record) => drafts.get(record)?.slice(),
      async remove(record) {
        drafts.delete(record);
      },
    },
    async forgetRoom(room) {
      for (const map of [outbox, marks]) for (const key of map.keys()) if (key.startsWith(place(room))) map.delete(key);
    },
    close: () => undefined,
  };
}
