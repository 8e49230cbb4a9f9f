/** Twelve people, a locked door, the waiting room and back, and who may write: headless, over the real server and PostgreSQL. */
import postgres from 'postgres';
import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { joinByInvite } from '#client/room/join.ts';
import { lookAtInvite } from '#client/room/look.ts';
import { createInvite, enterRoom } from '#client/room/rooms.ts';
import type { Participant } from '#client/room/types.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { good, hostRoom, say, texts } from './hosted.ts';
import { until, untilDoc } from './until.ts';

beforeAll(async () => void (await sodiumReady()));

test('[G32] a locked room takes no link, admits nobody and outlives a restart; whoever is inside leaves and comes back', async () => {
  await using practice = await createLivePractice();
  const { account, room, host: ada, letIn, ask, waitingFor } = await hostRoom(practice.origin);
  const robin = await letIn('Robin');
  const { link } = good(await createInvite({ session: account, room }));
  const { waiting, guest } = await ask('Wren');
  await ada.lock(true);
  await until(robin.locked, (locked) => locked);
  await until(waiting.state, (now) => now.is === 'waiting' && now.locked);
  await expect(ada.admit(guest.member)).rejects.toThrow('room_locked');
  expect(await lookAtInvite({ link })).toEqual({ ok: false, code: 'room_locked' });
  expect(await joinByInvite({ link, name: 'Finch' })).toEqual({ ok: false, code: 'room_locked' });
  await expect(robin.lock(false)).rejects.toThrow('no_right');
  await practice.stop();
  await practice.start();
  for (const one of [ada, robin]) await until(one.link, ({ is }) => is === 'connected');
  expect([ada.locked.value, robin.locked.value]).toEqual([true, true]);
  say(robin, 'back again');
  await untilDoc(ada.docs.chat, () => texts(ada) === 'back again');
  await until(waiting.state, (now) => now.is === 'waiting' && now.locked);
  await waitingFor('Wren');
  await ada.lock(false);
  await until(waiting.state, (now) => now.is === 'waiting' && !now.locked);
  await ada.admit(guest.member);
  const wren = await waiting.admitted;
  expect((await joinByInvite({ link, name: 'Finch' })).ok).toBe(true);
  const owner = postgres(practice.databaseUrl, { max: 1 });
  const told = await owner`SELECT action, outcome FROM audit WHERE action IN ('room.lock', 'room.unlock') ORDER BY seq`;
  expect(told.map(({ action, outcome }) => `${action}: ${outcome}`)).toEqual(['room.lock: ok', 'room.unlock: ok']);
  await owner.end();
  await Promise.all([ada, robin, wren].map((one) => one.close()));
});

test('[R25] who is sent back waits, reads nothing of what follows, comes in again by the keys of before, and not into a locked room', async () => {
  await using practice = await createLivePractice();
  const { host: ada, letIn, waitingFor } = await hostRoom(practice.origin);
  const [robin, kim] = [await letIn('Robin'), await letIn('Kim', 'co-therapist')];
  say(robin, 'before');
  await untilDoc(ada.docs.chat, () => texts(ada) === 'before');
  await until(robin.unkept, (count) => count === 0);
  const words = ada.safetyWords.value;
  await ada.sendBack(robin.you);
  await until(robin.link, ({ is }) => is === 'waiting');
  await until(kim.members, (members) => members.every(({ id, inside }) => inside === (id !== robin.you)));
  say(kim, 'between us');
  await untilDoc(ada.docs.chat, () => texts(ada) === 'before,between us');
  await until(kim.unkept, (count) => count === 0);
  const back = await waitingFor('Robin');
  expect(back).toMatchObject({ member: robin.you, role: 'participant', returning: true });
  expect(robin.mediaKey()).not.toEqual(ada.mediaKey());
  expect(texts(robin)).toBe('before');
  await ada.lock(true);
  await expect(ada.admit(robin.you)).rejects.toThrow('room_locked');
  await ada.lock(false);
  await ada.admit(robin.you);
  await until(robin.link, ({ is }) => is === 'connected');
  await untilDoc(robin.docs.chat, () => texts(robin) === 'before,between us');
  say(robin, 'after');
  await untilDoc(kim.docs.chat, () => texts(kim) === 'before,between us,after');
  expect(robin.safetyWords.value).toEqual(ada.safetyWords.value);
  expect(ada.safetyWords.value).not.toEqual(words);
  await until(ada.guests, (guests) => guests.length === 0);
  await Promise.all([ada, robin, kim].map((one) => one.close()));
});

test('[R26] who may draw and who may write is one decision each: nobody, the therapists, the participants, everybody', async () => {
  await using practice = await createLivePractice();
  const { host: ada, letIn } = await hostRoom(practice.origin);
  const [robin, kim, sam] = [await letIn('Robin'), await letIn('Kim', 'co-therapist'), await letIn('Sam', 'observer')];
  const who = (one: Participant, right: 'drawing' | 'chat') =>
    one.members.value.flatMap(({ name, may }) => (may[right] ? [name] : [])).toSorted();
  for (const [therapists, participants, names] of [
    [false, false, []],
    [false, true, ['Robin']],
    [true, false, ['Dr Ada Winter', 'Kim']],
    [true, true, ['Dr Ada Winter', 'Kim', 'Robin']],
  ] as const) {
    await ada.decide('chat', { therapists, participants });
    for (const one of [ada, robin, kim, sam]) {
      await until(one.members, () => who(one, 'chat').join() === names.join());
      expect(who(one, 'drawing')).toEqual(['Dr Ada Winter', 'Kim', 'Robin']);
    }
  }
  await ada.decide('drawing', { therapists: false, participants: false });
  // It holds for whoever comes later, and the host writes nothing either while nobody does.
  const wren = await letIn('Wren');
  expect(who(wren, 'drawing')).toEqual([]);
  await expect(robin.decide('drawing', { therapists: true, participants: true })).rejects.toThrow('no_right');
  await ada.decide('drawing', { therapists: true, participants: true });
  ada.docs.drawing.getMap('strokes').set('a', 1);
  await untilDoc(wren.docs.drawing, () => wren.docs.drawing.getMap('strokes').get('a') === 1);
  await Promise.all([ada, robin, kim, sam, wren].map((one) => one.close()));
});

test('[G33] twelve people draw and write at once and all end with the same; a thirteenth is told that the room is full', async () => {
  await using practice = await createLivePractice();
  const { host: ada, letIn, ask, waitingFor } = await hostRoom(practice.origin);
  const all = [ada];
  for (let i = 1; i <= 11; i++) all.push(await letIn(`Guest ${i}`));
  const { waiting, guest } = await ask('Guest 12');
  await expect(ada.admit(guest.member)).rejects.toThrow('room_full');
  const each = 5;
  for (let round = 0; round < each; round++) {
    for (const [i, one] of all.entries()) {
      say(one, `${i}.${round}`);
      one.docs.drawing.getMap('strokes').set(`${i}.${round}`, i);
    }
  }
  const whole = all.length * each;
  for (const one of all) {
    await untilDoc(one.docs.chat, () => one.docs.chat.getArray('texts').length === whole);
    await untilDoc(one.docs.drawing, () => one.docs.drawing.getMap('strokes').size === whole);
  }
  for (const one of all) {
    expect(texts(one)).toBe(texts(ada));
    expect(one.docs.drawing.getMap('strokes').toJSON()).toEqual(ada.docs.drawing.getMap('strokes').toJSON());
    expect(one.safetyWords.value).toEqual(ada.safetyWords.value);
    await until(one.unkept, (count) => count === 0);
  }
  // Whoever waits took nobody's place: all of them come back.
  const away = Promise.all(all.map((one) => until(one.link, ({ is }) => is === 'away')));
  practice.cutAll();
  await away;
  for (const one of all) await until(one.link, ({ is }) => is === 'connected');
  await waitingFor('Guest 12');
  // With one place free the next may come.
  const gone = all.pop();
  if (gone === undefined) throw new Error('nobody');
  await ada.remove(gone.you);
  await ada.admit(guest.member);
  const late = await waiting.admitted;
  await late.synced;
  expect(texts(late)).toBe(texts(ada));
  await Promise.all([...all, late].map((one) => one.close()));
});

test('[G34] a room that is used every week never fills: of the guests who are not here the first makes room, and comes again only through the door', async () => {
  await using practice = await createLivePractice();
  const { account, room, host, letIn, ask, waitingFor } = await hostRoom(practice.origin);
  const all: Participant[] = [];
  for (let i = 1; i <= 11; i++) all.push(await letIn(`Guest ${i}`));
  const [, second, third] = all;
  if (second === undefined || third === undefined) throw new Error('nobody came');
  // Both only close the page.
  for (const one of [third, second]) {
    one.vanish();
    await until(host.members, (members) => members.some(({ id, here }) => id === one.you && !here));
  }
  say(host, 'before');
  await until(host.unkept, (count) => count === 0);
  const { waiting, guest } = await ask('Newcomer');
  // Their network may have failed a moment ago: they lose no place.
  await expect(host.admit(guest.member)).rejects.toThrow('room_full');
  expect(host.members.value.filter(({ inside }) => inside)).toHaveLength(12);
  // Next week, as it were: the host comes again, and they are not there.
  const ada = good(await enterRoom({ session: account, room }));
  await ada.synced;
  await until(ada.guests, (guests) => guests.some(({ here }) => here));
  expect(await ada.admit(guest.member)).toBe('Guest 2');
  const newcomer = await waiting.admitted;
  await untilDoc(newcomer.docs.chat, () => texts(newcomer) === 'before');
  await until(ada.members, (members) => members.some(({ id, inside }) => id === second.you && !inside));
  expect(ada.members.value.filter(({ inside }) => inside)).toHaveLength(12);
  // Guest 3 still has a place; nobody else is away.
  const next = await ask('Another');
  await until(ada.guests, (guests) => guests.some(({ member, here }) => member === next.guest.member && here));
  expect(await ada.admit(next.guest.member)).toBe('Guest 3');
  await next.waiting.admitted;
  const last = await ask('One too many');
  await until(ada.guests, (guests) => guests.some(({ member, here }) => member === last.guest.member && here));
  await expect(ada.admit(last.guest.member)).rejects.toThrow('room_full');
  await waitingFor('One too many');
  await Promise.all([ada, host, newcomer, ...all.filter((one) => one !== second && one !== third)].map((one) => one.close()));
});
