/** Two rooms that have ended, as three people left them, and what is read of the first. */
import { vi } from 'vitest';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { joinAsAccount } from '#client/room/join-as-account.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createInvite, createRoom, enterRoom, listRooms } from '#client/room/rooms.ts';
import { listSessions } from '#client/room/sessions.ts';
import { register as registerOne, type Session } from '#client/room/session.ts';
import type { Participant } from '#client/room/types.ts';
import { until, untilDoc } from '#tests/client/room/until.ts';
import { register } from './factors.ts';
import { createLivePractice } from './live-practice.ts';
import { readingOfRoom } from './reading-rooms.ts';
import { createTampering } from './tamper.ts';
import { both, type Reading } from './tamper-lines.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const PASSWORD = 'correct horse battery staple';

type Who = 'ada' | 'robin';
type Listed = { readonly room: RoomId; readonly title: string; readonly createdAt: number; readonly endedAt: number | undefined };

/** Waits until the host lets them in. */
async function letIn(host: Participant): Promise<void> {
  const [guest] = await until(host.guests, (guests) => guests.some(({ here, keys }) => here && keys.is !== 'checking'));
  if (guest === undefined) throw new Error('nobody waits');
  await host.admit(guest.member);
}

export async function createTamperedRooms() {
  const practice = await createLivePractice();
  const tampering = await createTampering(practice.databaseUrl);
  const { origin } = practice;
  const ada = good(
    await register({ http: createHttp({ origin }), email: 'ada@example.org', password: PASSWORD, name: 'Ada', alsoTherapist: true }),
  );
  const { token } = good(await ada.http.call('POST /api/participant-invites', { body: { email: 'robin@example.org' } }));
  const robin = good(
    await registerOne({ http: createHttp({ origin }), token, email: 'robin@example.org', password: PASSWORD, name: 'Robin' }),
  );

  /** Both write; the host writes a snapshot of the drawing, and once more where that is wanted. */
  async function meeting(title: string, snapshots: number): Promise<RoomId> {
    const room = good(await createRoom({ session: ada, title }));
    const host = good(await enterRoom({ session: ada, room }));
    const { link } = good(await createInvite({ session: ada, room, asks: ['place'] }));
    await joinAsAccount({ session: robin, link, checkIn: { place: 'at home' } });
    const entering = enterRoom({ session: robin, room });
    await letIn(host);
    const guest = good(await entering);
    const waiting = good(await joinByInvite({ link: good(await createInvite({ session: ada, room })).link, name: 'Wren' }));
    await letIn(host);
    const wren = await waiting.admitted;
    await Promise.all([host.synced, guest.synced, wren.synced]);
    const texts = (one: Participant) => one.docs.chat.getArray<string>('texts');
    const say = async (one: Participant, text: string): Promise<void> => {
      texts(one).push([text]);
      await Promise.all([host, guest].map((who) => untilDoc(who.docs.chat, () => texts(who).toArray().includes(text))));
      await until(one.unkept, (count) => count === 0);
    };
    await say(host, 'one');
    await say(guest, 'two');
    for (let nth = 1; nth <= snapshots; nth++) {
      // 60 KB each: more than a tail may hold before the host writes a snapshot.
      for (let i = 0; i < 5; i++) host.docs.drawing.getArray('drawn').push(['x'.repeat(60_000)]);
      const kept = () => tampering.sql`SELECT 1 FROM snapshots WHERE room = ${room}`;
      await vi.waitUntil(async () => (await kept()).length === nth, { timeout: 90_000, interval: 100 });
    }
    await tampering.past([
      `CREATE TABLE IF NOT EXISTS kept.members_before AS TABLE members`,
      `CREATE TABLE IF NOT EXISTS kept.grants_before AS TABLE grants`,
    ]);
    await host.remove(wren.you);
    await until(guest.members, (members) => members.some(({ id, inside }) => id === wren.you && !inside));
    await say(guest, 'three');
    await say(host, 'four');
    for (const text of ['five', 'six']) {
      host.docs.drawing.getArray('drawn').push([text]);
      await until(host.unkept, (count) => count === 0);
    }
    await host.end();
    await Promise.all([host.close(), guest.close()]);
    return room;
  }

  const room = await meeting('Tuesday', 2);
  const other = await meeting('Friday', 0);
  /** As the browsers of the two are that read all of it. */
  const memory = { ada: createMemoryStorage(), robin: { ...createMemoryStorage(), keyrings: robin.storage.keyrings } };
  const seen = async (session: Session, storage: typeof memory.ada): Promise<string> => {
    const entered = good(await enterRoom({ session: { ...session, storage }, room }));
    await entered.synced;
    await vi.waitUntil(async () => (await storage.watermarks.load(room, 'chat')) && (await storage.watermarks.load(room, 'drawing')), {
      timeout: 30_000,
      interval: 20,
    });
    await entered.close();
    return readingOfRoom(session, room, storage);
  };
  const inLists = { ada: async () => await listRooms(ada), robin: async () => await listSessions(robin) };
  const listed = async (who: Who) => good<readonly Listed[]>(await inLists[who]()).find((one) => one.room === room);
  const whole = { ada: await seen(ada, memory.ada), robin: await seen(robin, memory.robin) };
  const before = { ada: await listed('ada'), robin: await listed('robin') };

  const said = async (who: Who, storage?: typeof memory.ada): Promise<string> => {
    const reading = await readingOfRoom(who === 'ada' ? ada : robin, room, storage);
    if (reading !== whole[who]) return reading;
    const [now, then] = [await listed(who), before[who]];
    if (now === undefined) return 'not there in the list';
    if (now.title !== then?.title) return '! title';
    return now.createdAt === then.createdAt && now.endedAt === then.endedAt ? 'as it was' : 'with other dates';
  };
  /** The host's browser and the participant's, as they are for the first time there, and as they are that saw it all. */
  async function look(): Promise<Reading> {
    // A server that has read nothing of it.
    await practice.stop();
    await practice.start();
    const fresh = { ada: await said('ada'), robin: await said('robin', { ...createMemoryStorage(), keyrings: robin.storage.keyrings }) };
    const first = told(fresh);
    return first.startsWith('!')
      ? first
      : both(first, told({ ada: await said('ada', memory.ada), robin: await said('robin', memory.robin) }));
  }

  return {
    tampering,
    room,
    other,
    whole,
    look,
    async [Symbol.asyncDispose]() {
      await tampering.close();
      await practice[Symbol.asyncDispose]();
    },
  };
}

/** What is wrong, where something is; otherwise what differs. */
function told({ ada, robin }: { readonly ada: string; readonly robin: string }): string {
  if (ada.startsWith('!')) return ada;
  if (robin.startsWith('!')) return `! to the participant ${robin.slice(2)}`;
  if (ada === robin) return ada;
  // What is not there for one of them is what there is to say.
  const [reading, who] = ada === 'as it was' || robin.startsWith('not there') ? [robin, 'participant'] : [ada, 'host'];
  return `${reading} to the ${who}`;
}
