/**
 * What a browser loads: gzipped JavaScript of the built client, before the room and for the room with its call.
 * Read from Vite's manifest: an entry with everything it imports, and the dynamic imports that the place needs.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { machine, print, round, versions } from './support/figures.ts';

type Chunk = {
  readonly file: string;
  readonly src?: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
};

const dist = new URL('../dist/client/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8')) as Record<string, Chunk>;

/** Chunk names that these keys load statically. */
function closure(keys: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (key: string): void => {
    if (found.has(key)) return;
    found.add(key);
    for (const next of manifest[key]?.imports ?? []) visit(next);
  };
  for (const key of keys) visit(key);
  return found;
}
const gzipKiB = (files: Iterable<string>): number =>
  round(
    [...files]
      .filter((file) => file.endsWith('.js'))
      .reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length, 0) / 1024,
    1,
  );
const filesOf = (keys: readonly string[]): Set<string> => new Set([...closure(keys)].map((key) => manifest[key]?.file ?? key));
const keyOf = (ending: string): string => {
  const key = Object.keys(manifest).find((name) => name.endsWith(ending));
  if (key === undefined) throw new Error(`no chunk for ${ending}: the client is built otherwise than this benchmark thinks`);
  return key;
};

const lobby = ['index.html', keyOf('lobby/guest-app.tsx')];
const lobbyFiles = filesOf(lobby);
const roomFiles = filesOf([...lobby, keyOf('room/join.ts'), keyOf('screen/room-place.tsx')]);
// Workers are files of their own that no chunk imports.
const workers = Object.values(manifest).flatMap(({ file }) => (/worker/i.test(file) ? [file] : []));
const therapist = filesOf(['index.html', keyOf('home/account-app.tsx'), keyOf('screen/room-place.tsx')]);
const list = (files: ReadonlySet<string>) =>
  Object.fromEntries([...files].filter((file) => file.endsWith('.js')).map((file) => [file, gzipKiB([file])]));

print({
  bench: 'size',
  machine: machine(),
  versions: versions('vite', 'fabric', 'yjs', 'mediasoup-client', 'libsodium-wrappers'),
  rounds: 1,
  figures: {
    lobbyKiB: gzipKiB(lobbyFiles),
    lobbyGoalKiB: 120,
    guestRoomWithCallKiB: round(gzipKiB(roomFiles) + gzipKiB(new Set(workers)), 1),
    therapistRoomWithCallKiB: round(gzipKiB(therapist) + gzipKiB(new Set(workers)), 1),
    roomGoalKiB: 420,
    lobbyFiles: list(lobbyFiles),
    roomFiles: list(roomFiles),
  },
});
