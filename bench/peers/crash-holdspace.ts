/** Draws without end in some rooms, notes what was acknowledged, and at the end compares a cold reader's docs with it. */
import type * as Y from 'yjs';
import { enterRoom } from '#client/room/rooms.ts';
import type { Participant } from '#client/room/types.ts';
import { answer, commands } from '../support/child.ts';
import { must, openPair, therapist, type Pair } from '../support/people.ts';
import { pause } from '../support/board.ts';

const EVERY_MS = 100;
const [url = '', rooms = '1'] = process.argv.slice(2);

type Writer = {
  readonly participant: Participant;
  readonly made: string[];
  /** How many of `made` were acknowledged at the last note. */ noted: number;
};

const session = await therapist(url);
const pairs: Pair[] = [];
for (let i = 0; i < Number(rooms); i++) pairs.push(await openPair(session));
const writersOf = ({ host, guest }: Pair): Writer[] => [host, guest].map((participant) => ({ participant, made: [], noted: 0 }));
const worlds = pairs.map((pair) => ({ pair, writers: writersOf(pair) }));
const all = worlds.flatMap(({ writers }) => writers);

/** A list, in which what came twice would stand twice. */
const listOf = (doc: Y.Doc): Y.Array<string> => doc.getArray<string>('crash');

let drawing = true;
const loops = all.map(async (writer, i) => {
  await pause((i * EVERY_MS) / all.length);
  while (drawing) {
    const name = `${i}-${writer.made.length}`;
    // One transaction is one update, and acknowledgements come in its order.
    listOf(writer.participant.docs.drawing).push([name]);
    writer.made.push(name);
    await pause(EVERY_MS);
  }
});
answer({ is: 'ready' });

for await (const { do: what } of commands()) {
  if (what === 'note') for (const writer of all) writer.noted = Math.min(writer.participant.acknowledged.value, writer.made.length);
  if (what !== 'check') continue;
  drawing = false;
  await Promise.all(loops);
  for (let waited = 0; waited < 60_000 && all.some(({ participant }) => participant.unkept.value > 0); waited += 100) await pause(100);
  answer(await verdict());
}

async function verdict() {
  let [missing, doubled, failedDocs] = [0, 0, 0];
  for (const { pair, writers } of worlds) {
    const reader = must(await enterRoom({ session, room: pair.room }));
    await reader.synced;
    const found = listOf(reader.docs.drawing).toArray();
    const names = new Set(found);
    doubled += found.length - names.size;
    for (const { made, participant, noted } of writers) {
      const kept = participant.unkept.value === 0 ? made.length : noted;
      missing += made.slice(0, kept).filter((name) => !names.has(name)).length;
      failedDocs += participant.docStates.drawing.value.is === 'failed' ? 1 : 0;
    }
    failedDocs += reader.docStates.drawing.value.is === 'failed' ? 1 : 0;
    await reader.close();
  }
  const acknowledged = all.reduce((sum, { participant }) => sum + participant.acknowledged.value, 0);
  return { is: 'verdict', written: all.reduce((sum, { made }) => sum + made.length, 0), acknowledged, missing, doubled, failedDocs };
}
