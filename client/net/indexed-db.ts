/**
 * Storage in IndexedDB. The outbox holds sealed updates as they go to the server; a keyring is wrapped (AES-GCM, 12-byte
 * nonce before the ciphertext, its name as associated data) under a key that WebCrypto made non-extractable: no script gets at
 * it. The browser's own files hold that key in clear, though (seen in Chromium's IndexedDB, 2026-11-22): whoever copies the
 * whole profile folder while a keyring rests there has both. It is taken away when a room is left or ended, and at sign-out.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { hex, utf8 } from '#crdt/base/bytes.ts';
import { decodeHeader } from '#crdt/crypto/header.ts';
import type { End } from '#crdt/sync/ports.ts';
import { openRecordDb } from './record-db.ts';
import type { KeyringStorage, Storage } from './storage.ts';

const NONCE_BYTES = 12;
const WRAPPING = 'wrapping';
/** Written through to the disk before `put` resolves: an update is sent only after that. */
const STRICT = { durability: 'strict' } as const;

interface Schema extends DBSchema {
  /** [room, member, doc, hex of the device, counter] → the sealed update. */
  outbox: { key: [string, string, string, string, number]; value: Uint8Array };
  /** [room, doc or 'epochs'] → the newest end seen. */
  marks: { key: [string, string]; value: End };
  keyrings: { key: string; value: Uint8Array };
  keys: { key: string; value: CryptoKey };
}

export async function openIndexedDb(name = 'holdspace'): Promise<Storage> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      for (const store of ['outbox', 'marks', 'keyrings', 'keys'] as const) fresh.createObjectStore(store);
    },
  });
  const { close: closeRecords, ...ofRecords } = await openRecordDb(`${name}-records`);
  return {
    ...ofRecords,
    outbox: {
      async put(room, member, all) {
        const write = db.transaction('outbox', 'readwrite', STRICT);
        for (const sealed of all) {
          const header = decodeHeader(sealed);
          if (header?.doc !== undefined) void write.store.put(sealed, [room, member, header.doc, hex(header.device), header.counter]);
        }
        await write.done;
      },
      remove: (room, member, doc, device, counter) =>
        db.delete('outbox', IDBKeyRange.bound([room, member, doc, hex(device), 0], [room, member, doc, hex(device), counter])),
      load: (room, member, doc) => db.getAll('outbox', IDBKeyRange.bound([room, member, doc], [room, member, doc, []])),
    },
    watermarks: {
      async save(room, marked, end) {
        await db.put('marks', { seq: end.seq, head: end.head }, [room, marked]);
      },
      load: (room, marked) => db.get('marks', [room, marked]),
      forget: (room, marked) => db.delete('marks', [room, marked]),
    },
    keyrings: keyringsOf(db),
    async forgetRoom(room) {
      const all = IDBKeyRange.bound([room], [room, []]);
      await Promise.all([db.delete('outbox', all), db.delete('marks', all)]);
    },
    close: () => {
      closeRecords();
      db.close();
    },
  };
}

function keyringsOf(db: IDBPDatabase<Schema>): KeyringStorage {
  const additional = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(utf8(name));

  async function wrappingKey(): Promise<CryptoKey> {
    const kept = await db.get('keys', WRAPPING);
    if (kept !== undefined) return kept;
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // Another tab may have been quicker: the first key stays.
    const write = db.transaction('keys', 'readwrite', STRICT);
    const first = (await write.store.get(WRAPPING)) ?? made;
    if (first === made) await write.store.put(made, WRAPPING);
    await write.done;
    return first;
  }

  return {
    async save(name, bytes) {
      const key = await wrappingKey();
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: additional(name) }, key, new Uint8Array(bytes));
      const wrapped = new Uint8Array(NONCE_BYTES + sealed.byteLength);
      wrapped.set(iv);
      wrapped.set(new Uint8Array(sealed), NONCE_BYTES);
      await db.put('keyrings', wrapped, name);
    },
    async load(name) {
      const [wrapped, key] = await Promise.all([db.get('keyrings', name), db.get('keys', WRAPPING)]);
      if (wrapped === undefined || key === undefined) return undefined;
      const iv = wrapped.slice(0, NONCE_BYTES);
      try {
        const sealed = wrapped.slice(NONCE_BYTES);
        return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: additional(name) }, key, sealed));
      } catch {
        return undefined;
      }
    },
    remove: (name) => db.delete('keyrings', name),
    some: async (beginning) => (await db.count('keyrings', IDBKeyRange.bound(beginning, `${beginning}\uffff`))) > 0,
  };
}
