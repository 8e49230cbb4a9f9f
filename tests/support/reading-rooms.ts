/** What a browser reads of a room that has ended: with real keys, over the real server, until its docs are read or have stopped. */
import type { DocName } from '#crdt/base/docs.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { enterRoom } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import type { Participant } from '#client/room/types.ts';
import { until } from '#tests/client/room/until.ts';

const DOCS = ['drawing', 'chat'] as const;

/** As `memory`, of which nothing is changed; says when the mark of a doc was checked, which is the last thing that is done to read it. */
function marking(memory: Storage) {
  const checked = new Map<DocName, () => void>();
  const all = DOCS.map((doc) => new Promise<void>((resolve) => checked.set(doc, resolve)));
  const storage: Storage = {
    ...memory,
    watermarks: {
      load: (room, marked) => memory.watermarks.load(room, marked),
      save: async (_room, marked) => (marked === 'epochs' ? undefined : checked.get(marked)?.()),
      forget: async () => undefined,
    },
  };
  return { storage, all };
}

/** `! CODE` where it is not entered, `! DOC REASON` where a doc stops; otherwise what it says. `memory`: what this device saw before. */
export async function readingOfRoom(session: Session, room: RoomId, memory: Storage = createMemoryStorage()): Promise<string> {
  const { storage, all } = marking(memory);
  const waiting = new AbortController();
  const entered = await enterRoom({ session: { ...session, storage }, room, signal: waiting.signal, onWaiting: () => waiting.abort() });
  if (waiting.signal.aborted) return 'not there yet';
  if (!entered.ok) return entered.code === 'not_found' ? 'not there' : `! ${entered.code}`;
  const inside = entered.value;
  const stopped = DOCS.map((doc) => until(inside.docStates[doc], ({ is }) => is === 'failed'));
  await Promise.all(DOCS.map((_, at) => Promise.race([all[at], stopped[at]])));
  const said = wordsOf(inside, await checkInsOf(inside));
  await inside.close();
  return said;
}

/** What those inside answered, as their host reads it. */
async function checkInsOf(inside: Participant): Promise<string> {
  if (inside.members.value.find(({ you }) => you)?.role !== 'therapist') return '';
  const all = await inside.checkIns().catch(() => undefined);
  if (all === undefined) return 'not there';
  return [...all.values()].map((one) => (one.is === 'answered' ? one.answers.place : one.is)).join('+');
}

function wordsOf({ docStates, docs, title, members, status }: Participant, checkIns: string): string {
  for (const doc of DOCS) {
    const state = docStates[doc].value;
    if (state.is === 'failed') return `! ${doc} ${state.reason}`;
  }
  // Which is shown as one that does not open.
  if (title.value === '') return '! title';
  if (checkIns === 'not there') return 'not there by its check-ins';
  if (/missing|broken/.test(checkIns)) return `! check-in ${checkIns}`;
  const people = members.value.map(({ name, role, inside }) => `${name} ${role}${inside ? '' : ' (out)'}`);
  const drawn = docs.drawing.getArray('drawn').length;
  return [
    title.value,
    status.value,
    people.toSorted().join('+'),
    docs.chat.getArray<string>('texts').toArray().join('+'),
    drawn,
    checkIns,
  ].join('/');
}
