/** All that a page's origin keeps in its browser, as bytes to be searched. */
import { Buffer } from 'node:buffer';
import type { Page } from 'playwright-core';
import type { Haystack } from '#tests/support/canary.ts';

/** One entry of IndexedDB is named by its store and key; then local and session storage, caches, and what belongs to the address. */
export async function dumpStorage(page: Page): Promise<readonly Haystack[]> {
  const entries = await page.evaluate(readAll);
  return entries.map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes, 'latin1') }));
}

/** In the page. Bytes travel as latin1 text, since every value may hold them. */
async function readAll(): Promise<{ name: string; bytes: string }[]> {
  const asked = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not read'));
    });
  const utf8 = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
  const latin1 = (value: unknown): string => {
    if (value instanceof ArrayBuffer) return latin1(new Uint8Array(value));
    if (value instanceof Uint8Array) return Array.from(value, (byte) => String.fromCharCode(byte)).join('');
    if (typeof value === 'string') return utf8(value);
    if (value instanceof CryptoKey) return `${value.algorithm.name} extractable ${value.extractable}`;
    if (typeof value !== 'object' || value === null) return String(value);
    return Object.entries(value)
      .map(([name, part]) => `${utf8(name)} ${latin1(part)}`)
      .join('\n');
  };
  const all: { name: string; bytes: string }[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const db = await asked(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const at = db.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([asked(at.getAllKeys()), asked(at.getAll())]);
      keys.forEach((key, i) =>
        all.push({ name: `${store} ${JSON.stringify(key).replaceAll('"', '')}`, bytes: `${latin1(key)}\n${latin1(values[i])}` }),
      );
    }
    db.close();
  }
  all.push({ name: 'localStorage', bytes: latin1(localStorage) }, { name: 'sessionStorage', bytes: latin1(sessionStorage) });
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      all.push({ name: `cache ${name}`, bytes: utf8(request.url) + latin1(await answer?.arrayBuffer()) });
    }
  }
  return [...all, { name: 'address', bytes: utf8([location.href, JSON.stringify(history.state), document.cookie].join('\n')) }];
}
