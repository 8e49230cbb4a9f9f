/** Several people in one room, each in their role, by headless participants with real keys over the real server and PostgreSQL. */
import * as encoding from 'lib0/encoding';
import postgres from 'postgres';
import { beforeAll, expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { RoomId } from '#crdt/base/ids.ts';
import { clientIdOf, EMPTY_HEAD } from '#crdt/crypto/hash.ts';
import { seal } from '#crdt/crypto/seal.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { decodeKeyring } from '#crdt/keys/keyring.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { connectWire, type Wire } from '#client/net/socket.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createKeyChest, readShown } from '#client/room/key-chest.ts';
import { lookAtInvite } from '#client/room/look.ts';
import { createInvite } from '#client/room/rooms.ts';
import type { Participant } from '#client/room/types.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { good, hostRoom, say, texts } from './hosted.ts';
import { until, untilDoc } from './until.ts';

beforeAll(async () => void (await sodiumReady()));

const rolesSeen = (one: Participant): readonly string[] => one.members.value.map(({ name, role }) => `${name}: ${role}`).toSorted();

test('[R22] a link is for a participant, a co-therapist or an observer; everybody is shown the same, from the host’s signed word', async () => {
  await using practice = await createLivePractice();
  const { host: ada, letIn, ask } = await hostRoom(practice.origin);
  const [robin, kim] = [await letIn('Robin'), await letIn('Kim', 'co-therapist')];
  const { link, guest, waiting } = await ask('Sam', 'observer');
  expect(guest.role).toBe('observer');
  expect(good(await lookAtInvite({ link }))).toMatchObject({ role: 'observer', asks: [] });
  await ada.admit(guest.member);
  const sam = await waiting.admitted;
  await sam.synced;
  const all = ['Dr Ada Winter: therapist', 'Kim: co-therapist', 'Robin: participant', 'Sam: observer'];
  for (const one of [ada, robin, kim, sam]) {
    await until(one.members, (members) => members.length === 4);
    expect(rolesSeen(one)).toEqual(all);
    expect(one.safetyWords.value).toEqual(ada.safetyWords.value);
  }
  const may = (name: string) => ada.members.value.find((member) => member.name === name)?.may;
  expect([may('Kim'), may('Sam')]).toEqual([
    { drawing: true, chat: true },
    { drawing: false, chat: false },
  ]);
  say(kim, 'from beside');
  await untilDoc(sam.docs.chat, () => texts(sam) === 'from beside');
  // A co-therapist hosts nothing: neither turns nor decides.
  await expect(kim.allow(robin.you, 'chat', false)).rejects.toThrow('no_right');
  await expect(kim.end()).rejects.toThrow('no_right');
  // A turn keeps each in their role, and gives an observer nothing, whoever is meant.
  await ada.allow('everybody', 'chat', true);
  await ada.allow(sam.you, 'drawing', true);
  await until(robin.members, () => robin.members.value.every(({ inside }) => inside));
  expect(rolesSeen(robin)).toEqual(all);
  expect(may('Sam')).toEqual({ drawing: false, chat: false });
  await Promise.all([ada, robin, kim, sam].map((one) => one.close()));
});

test('[R22] a server that makes an observer’s link one for a co-therapist changes nothing of what the host signs', async () => {
  await using practice = await createLivePractice();
  const { host: ada, letIn, ask } = await hostRoom(practice.origin);
  const robin = await letIn('Robin');
  const { waiting, guest } = await ask('Sam', 'observer');
  const owner = postgres(practice.databaseUrl, { max: 1 });
  await owner`UPDATE invites SET role = 'co-therapist' WHERE claimed_by = ${guest.member}`;
  await owner`UPDATE members SET role = 'co-therapist' WHERE id = ${guest.member}`;
  practice.cutAll();
  await until(ada.link, ({ is }) => is === 'away');
  await until(ada.link, ({ is }) => is === 'connected');
  const [seen] = await until(ada.guests, (guests) => guests.some(({ here }) => here));
  expect(seen?.role).toBe('observer');
  await ada.admit(guest.member);
  const sam = await waiting.admitted;
  await until(robin.members, (members) => members.some(({ name }) => name === 'Sam'));
  for (const one of [ada, robin, sam]) {
    expect(one.members.value.find(({ name }) => name === 'Sam')).toMatchObject({ role: 'observer', may: { drawing: false, chat: false } });
  }
  expect(await owner`SELECT m.role, w.rights FROM members m JOIN writers w ON w.member = m.id WHERE m.id = ${guest.member}`).toEqual([
    { role: 'observer', rights: 0 },
  ]);
  await owner.end();
  await Promise.all([ada, robin, sam].map((one) => one.close()));
});

/** Somebody with real keys and no page of ours: seals and sends whatever they like. */
async function handMade(origin: string, room: RoomId, hostSignPublic: Uint8Array, link: string, name: string) {
  const [http, storage] = [createHttp({ origin }), createMemoryStorage()];
  const waiting = good(await joinByInvite({ link, name, http, storage }));
  return {
    waiting,
    async connect() {
      const kept = await storage.keyrings.load(`guest:${/join\/([^#]+)/.exec(link)?.[1]}`);
      const keyring = kept && decodeKeyring(kept);
      if (keyring === undefined) throw new Error('no keys');
      const device = systemRandom.bytes(8);
      const up = Promise.withResolvers<void>();
      const wire = connectWire({
        http,
        as: 'guest',
        onUp: up.resolve,
        onDown: () => undefined,
        onRefused: (code) => up.reject(new Error(code)),
      });
      await up.promise;
      const view = good(await wire.request('room/enter', { room, device }));
      if (view.state !== 'inside') throw new Error('waiting');
      const { you: member, host } = view;
      const chest = createKeyChest({ room, you: member, host, hostSignPublic, keyring });
      expect(readShown(chest, view)).toBeUndefined();
      await wire.request('log/open', { doc: 'chat', after: null });
      const sealed = (kind: 'update' | 'presence', content: Uint8Array) => {
        const key = chest.keyOf(kind === 'update' ? 'chat' : 'presence', chest.epoch);
        if (key === undefined) throw new Error('no key');
        const at = { epoch: chest.epoch, room, member, device, counter: 1, seenSeq: 0, seenHead: EMPTY_HEAD };
        const header = kind === 'update' ? ({ kind, doc: 'chat', ...at } as const) : ({ kind, doc: undefined, ...at } as const);
        return seal({ header, content, key, signSecret: keyring.signSecret, random: systemRandom });
      };
      const client = clientIdOf(member, device);
      return {
        wire,
        client,
        say(text: string): void {
          const doc = new Y.Doc();
          doc.clientID = client;
          doc.getArray<string>('texts').push([text]);
          wire.send('log/append', sealed('update', Y.encodeStateAsUpdate(doc)));
        },
        point(): void {
          const doc = new Y.Doc();
          doc.clientID = client;
          const awareness = new Awareness(doc);
          awareness.setLocalState({ cursor: [1, 2] });
          const encoder = encoding.createEncoder();
          encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [client]));
          wire.send('presence/send', sealed('presence', encoding.toUint8Array(encoder)));
          awareness.destroy();
        },
      };
    },
  };
}
const refusal = (wire: Wire): Promise<string> =>
  new Promise((resolve) => {
    const stop = wire.on('log/refused', ({ code }) => {
      stop();
      resolve(code);
    });
  });
const PRODUCE = { transport: crypto.randomUUID(), kind: 'audio', source: 'microphone', rtpParameters: {}, paused: false } as const;

test('[R23] what an observer’s hand-made client sends is refused, and dropped by everybody where the server lets it through', async () => {
  await using practice = await createLivePractice();
  const { account, room, host: ada, letIn, waitingFor } = await hostRoom(practice.origin);
  const robin = await letIn('Robin');
  const { link } = good(await createInvite({ session: account, room, role: 'observer' }));
  const sam = await handMade(practice.origin, room, account.keyring.signPublic, link, 'Sam');
  await ada.admit((await waitingFor('Sam')).member);
  const page = await sam.waiting.admitted;
  const refused = await sam.connect();
  const code = refusal(refused.wire);
  refused.say('all the same');
  expect(await code).toBe('no_right');
  expect(await refused.wire.request('call/produce', PRODUCE)).toEqual({ ok: false, code: 'no_right' });
  // A participant has the right; where there is no media worker that is as far as it goes.
  await expect(robin.signalling.request('call/produce', PRODUCE)).rejects.toThrow('not_ready');
  refused.wire.close();

  // From here on the server is theirs: what it holds of the observer's rights is everything.
  const owner = postgres(practice.databaseUrl, { max: 1 });
  await owner`UPDATE writers SET rights = 7 WHERE member = ${page.you}`;
  await owner.end();
  const through = await sam.connect();
  through.point();
  through.say('let through');
  for (const one of [ada, robin]) expect(await until(one.leftOut, ({ by }) => by.length > 0)).toEqual({ by: [page.you], own: 0 });
  expect(await through.wire.request('call/produce', PRODUCE)).toEqual({ ok: false, code: 'not_ready' });
  say(robin, 'hello');
  await untilDoc(ada.docs.chat, () => texts(ada) === 'hello');
  expect(ada.awareness.states.has(through.client)).toBe(false);
  through.wire.close();
  await Promise.all([ada, robin, page].map((one) => one.close()));
});
