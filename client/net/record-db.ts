/** What of sealed records rests in IndexedDB: digests, and drafts sealed under their record's key. A database of its own, so that no open tab holds up its first opening. */
import { openDB, type DBSchema } from 'idb';
import type { RecordHead } from '#crdt/keys/record.ts';
import type { DraftStorage, RecordHeadStorage } from './storage.ts';

interface Schema extends DBSchema {
  heads: { key: string; value: RecordHead };
  drafts: { key: string; value: Uint8Array };
}

export async function openRecordDb(name: string): Promise<{ recordHeads: RecordHeadStorage; drafts: DraftStorage; close(): void }> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      for (const store of ['heads', 'drafts'] as const) fresh.createObjectStore(store);
    },
  });
  return {
    recordHeads: {
      async save(heads) {
        const write = db.transaction('heads', 'readwrite');
        for (const [record, { version, digest, closed }] of heads) {
          // Another window may have seen more by now.
          if (((await write.store.get(record))?.version ?? 0) < version) void write.store.put({ version, digest, closed }, record);
        }
        await write.done;
      },
      async load(records) {
        const { store } = db.transaction('heads');
        const found = await Promise.all(records.map(async (record) => [record, await store.get(record)] as const));
        return new Map(found.flatMap(([record, head]) => (head === undefined ? [] : [[record, head] as const])));
      },
    },
    drafts: {
      async save(record, sealed) {
        // Through to the disk: what was typed outlives a crash.
        const write = db.transaction('drafts', 'readwrite', { durability: 'strict' });
        void write.store.put(sealed, record);
        await write.done;
      },
      load: (record) => db.get('drafts', record),
      remove: (record) => db.delete('drafts', record),
    },
    close: () => db.close(),
  };
}
