/** What "leave now" asks of browser and server. Without idb, zod or Socket.IO: it is there before any of them was loaded. */

/** Empties everything that this origin keeps in IndexedDB. Resolves when it is gone, or when there is nothing that could be emptied. */
export function forgetAll(name = 'holdspace'): Promise<void> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onerror = opening.onblocked = () => resolve();
    opening.onsuccess = () => {
      const db = opening.result;
      const stores = [...db.objectStoreNames];
      if (stores.length === 0) return resolve();
      // Emptied rather than deleted: a database that another tab has open cannot be deleted.
      const write = db.transaction(stores, 'readwrite', { durability: 'strict' });
      for (const store of stores) write.objectStore(store).clear();
      write.oncomplete = write.onabort = () => {
        db.close();
        resolve();
      };
    };
  });
}

/** Ends this browser's sign-ins, the guest's and the account's; false where the server cannot be reached. Goes on when the page has gone. */
export async function endSignIns(): Promise<boolean> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    keepalive: true,
    redirect: 'error',
  } as const;
  const response = await fetch('/api/leave-now', request);
  return response.ok;
}
