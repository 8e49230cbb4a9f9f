/** A room that has ended is handed to a colleague by the client's own code over a real server, and every way of getting it otherwise. */
import { beforeAll, expect, test } from 'vitest';
import { base64url } from '#crdt/base/bytes.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { createRoomKey } from '#crdt/keys/room-key.ts';
import { createHttp } from '#client/net/http.ts';
import { handOver, takeBack } from '#client/room/hand-over.ts';
import { confirmColleague, findColleague } from '#client/room/people.ts';
import { createRoom, enterRoom, listRooms } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import type { RoomSummary } from '#server/contract/http.ts';
import { register } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { lied } from './lied.ts';
import { until } from './until.ts';

beforeAll(async () => void (await sodiumReady()));

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const emailOf = (name: string): string => `${name}@example.org`;

/** Ada with two ended rooms in which something was written, and Tom; neither has confirmed the other. */
async function practiceOf(origin: string) {
  const password = 'correct horse battery staple';
  const first = { http: createHttp({ origin }), email: emailOf('ada'), password, name: 'Dr Ada Winter', alsoTherapist: true };
  const ada = good(await register(first));
  const { token } = good(await ada.http.call('POST /api/account-invites', { body: { email: emailOf('tom'), roles: ['therapist'] } }));
  const tom = good(await register({ http: createHttp({ origin }), email: emailOf('tom'), password, name: 'Tom', token }));
  const rooms: RoomId[] = [];
  for (const title of ['Tuesday', 'Friday']) {
    const room = good(await createRoom({ session: ada, title }));
    const host = good(await enterRoom({ session: ada, room }));
    await host.synced;
    host.docs.chat.getArray<string>('texts').push([`said on ${title}`]);
    await until(host.unkept, (count) => count === 0);
    if (title === 'Tuesday') await host.end();
    await host.close();
    rooms.push(room);
  }
  const [ended, open] = rooms;
  if (ended === undefined || open === undefined) throw new Error('no rooms');
  return { ada, tom, ended, open };
}
async function confirmEachOther(ada: Session, tom: Session) {
  const colleague = good(await findColleague(ada, emailOf('tom')));
  good(await confirmColleague(ada, colleague, 5));
  good(await confirmColleague(tom, good(await findColleague(tom, emailOf('ada'))), 5));
  return colleague;
}
const listed = async (session: Session): Promise<string[]> =>
  good(await listRooms(session)).map(({ title, handed }) => `${title} ${handed === undefined ? 'own' : (handed.name ?? 'blocked')}`);

test('[K44] a colleague whose words were compared reads what was handed over, and cannot change it; taken back, it is gone', async () => {
  await using practice = await createLivePractice();
  const { ada, tom, ended, open } = await practiceOf(practice.origin);
  const seen = good(await findColleague(ada, emailOf('tom')));
  const give = (room: RoomId) => handOver({ session: ada, rooms: [room], colleague: seen, reason: 'takes-over' });
  expect(await give(ended)).toEqual({ ok: false, code: 'not_confirmed' });
  await confirmEachOther(ada, tom);
  expect(await listed(tom)).toEqual([]);
  expect(await give(open)).toEqual({ ok: false, code: 'room_open' });
  good(await give(ended));
  expect(await give(ended)).toEqual({ ok: false, code: 'taken' });
  expect(await listed(tom)).toEqual([`Tuesday ${emailOf('ada')}`]);
  expect(good(await listRooms(ada)).map(({ handedTo }) => handedTo)).toEqual([[], [tom.account.account]]);
  const reader = good(await enterRoom({ session: tom, room: ended }));
  await reader.synced;
  expect(reader.docs.chat.getArray<string>('texts').toArray()).toEqual(['said on Tuesday']);
  expect([reader.status.value, reader.title.value]).toEqual(['ended', 'Tuesday']);
  reader.docs.chat.getArray<string>('texts').push(['not mine to write']);
  await reader.close();
  const again = good(await enterRoom({ session: ada, room: ended }));
  await again.synced;
  expect(again.docs.chat.getArray<string>('texts').toArray()).toEqual(['said on Tuesday']);
  await again.close();
  expect(await enterRoom({ session: tom, room: open })).toMatchObject({ ok: false });
  good(await takeBack(ada, ended, tom.account.account));
  expect(await listed(tom)).toEqual([]);
  expect(await enterRoom({ session: tom, room: ended })).toMatchObject({ ok: false, code: 'not_found' });
  expect(await takeBack(ada, ended, tom.account.account)).toEqual({ ok: false, code: 'not_found' });
  expect(await takeBack(tom, ended, tom.account.account)).toEqual({ ok: false, code: 'not_found' });
  good(await give(ended));
  expect(await listed(tom)).toEqual([`Tuesday ${emailOf('ada')}`]);
});

test('[K44] nothing handed over is believed but under the confirmed key of who gave it', async () => {
  await using practice = await createLivePractice();
  const { ada, tom, ended } = await practiceOf(practice.origin);
  const colleague = good(await findColleague(ada, emailOf('tom')));
  good(await confirmColleague(ada, colleague, 5));
  good(await handOver({ session: ada, rooms: [ended], colleague, reason: 'consult' }));
  // Tom has not compared Ada's words yet: it stands in the list, and opens nothing.
  expect(await listed(tom)).toEqual([' blocked']);
  expect(await enterRoom({ session: tom, room: ended })).toEqual({ ok: false, code: 'keys_unconfirmed' });
  await confirmEachOther(ada, tom);
  const eve = createKeyring(systemRandom, 'Eve');
  const changed = (change: (summary: RoomSummary) => RoomSummary): Session => ({
    ...tom,
    ...lied(tom, { 'GET /api/rooms': ({ rooms }) => ({ rooms: rooms.map((one) => change(one)) }) }),
  });
  const granted = (of: Partial<Parameters<typeof grantRoomKey>[0]>) =>
    changed((summary) => {
      const place = { room: summary.room, epoch: 1, granter: summary.host, reader: summary.member, readerBoxPublic: tom.keyring.boxPublic };
      const grant = grantRoomKey({ ...place, roomKey: createRoomKey(systemRandom), signSecret: eve.signSecret, ...of });
      return {
        ...summary,
        grants: [{ epoch: 1, granter: summary.host, sealed: base64url(grant.sealed), signature: base64url(grant.signature) }],
      };
    });
  expect(await listed(tom)).toEqual([`Tuesday ${emailOf('ada')}`]);
  // Signed by somebody else, and by Ada for another room.
  expect(await listed(granted({}))).toEqual([` ${emailOf('ada')}`]);
  const other = crypto.randomUUID() as RoomId;
  expect(await listed(granted({ signSecret: ada.keyring.signSecret, room: other }))).toEqual([` ${emailOf('ada')}`]);
  // Said to be Tom's own room, so that his own key would have to have signed it.
  const asOwn = changed((summary) => ({ ...summary, from: undefined }));
  expect(await listed(asOwn)).toEqual([' own']);
  expect(await enterRoom({ session: asOwn, room: ended })).toMatchObject({ ok: false, code: 'no_right' });
});

test('[K44] all epochs of a room that turned are handed over: what was written under each is read, and half of them is refused', async () => {
  await using practice = await createLivePractice();
  const { ada, tom, open } = await practiceOf(practice.origin);
  const host = good(await enterRoom({ session: ada, room: open }));
  await host.synced;
  for (const given of [false, true]) {
    await host.allow('everybody', 'drawing', given);
    host.docs.chat.getArray<string>('texts').push([given ? 'under the third key' : 'under the second key']);
    await until(host.unkept, (count) => count === 0);
  }
  await host.end();
  await host.close();
  const colleague = await confirmEachOther(ada, tom);
  const asked: { grants: readonly { epoch: number }[] }[] = [];
  const http: Session['http'] = {
    ...ada.http,
    call: (name, ...with_) => {
      if (name === 'POST /api/rooms/:room/hand-over') asked.push((with_[0] as unknown as { body: (typeof asked)[number] }).body);
      return ada.http.call(name, ...with_);
    },
  };
  good(await handOver({ session: { ...ada, http }, rooms: [open], colleague, reason: 'takes-over' }));
  expect(asked.map(({ grants }) => grants.map(({ epoch }) => epoch))).toEqual([[1, 2, 3]]);
  expect(await listed(tom)).toEqual([`Friday ${emailOf('ada')}`]);
  const reader = good(await enterRoom({ session: tom, room: open }));
  await reader.synced;
  expect(reader.docs.chat.getArray<string>('texts').toArray()).toEqual(['said on Friday', 'under the second key', 'under the third key']);
  await reader.close();
  good(await takeBack(ada, open, tom.account.account));
  const { grants, ...rest } = asked[0] ?? { grants: [] };
  for (const some of [grants.slice(0, 2), grants.slice(1), [...grants, ...grants], [...grants, { ...grants[0], epoch: 4 }]]) {
    const body = { ...rest, member: crypto.randomUUID(), grants: some };
    expect(await ada.http.call('POST /api/rooms/:room/hand-over', { params: { room: open }, body } as never)).toEqual({
      ok: false,
      code: 'wrong_epoch',
    });
  }
  expect(await listed(tom)).toEqual([]);
});
