import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, BOB, enter, openSfu, opus, person, vp8 } from './support.ts';

let sfu: Awaited<ReturnType<typeof openSfu>>;
beforeEach(async () => {
  sfu = await openSfu();
});
afterEach(async () => await sfu.close());

const produce = async (who: ReturnType<typeof person>, transport: string, source: 'microphone' | 'camera' = 'microphone') =>
  await sfu.calls.handle('call/produce', who, {
    transport,
    kind: source === 'microphone' ? 'audio' : 'video',
    source,
    rtpParameters: source === 'microphone' ? opus() : vp8(),
    paused: false,
  });

test('[M1] who joins is told of all tracks; who is in is told of each new one', async () => {
  const [alice, bob] = [person(ALICE), person(BOB)];
  const { send } = await enter(sfu.calls, alice);
  const first = await produce(alice, send.id);
  const { joined } = await enter(sfu.calls, bob);
  expect(joined.producers).toMatchObject([{ member: ALICE, device: alice.device, source: 'microphone', kind: 'audio', paused: false }]);
  expect(first).toEqual({ ok: true, value: { id: joined.producers[0]?.id } });
  await produce(alice, send.id, 'camera');
  expect(await bob.hears('call/produced')).toMatchObject({ member: ALICE, source: 'camera', kind: 'video' });
});

test('[M1] a track is received by the others, not by its sender, and once', async () => {
  const [alice, bob] = [person(ALICE), person(BOB)];
  const { send } = await enter(sfu.calls, alice);
  const { joined } = await enter(sfu.calls, bob);
  const made = await produce(alice, send.id);
  if (!made.ok) throw new Error(made.code);
  const ask = { producer: made.value.id, rtpCapabilities: joined.rtpCapabilities };
  expect(await sfu.calls.handle('call/consume', bob, ask)).toMatchObject({ ok: true, value: { kind: 'audio', paused: false } });
  expect(await sfu.calls.handle('call/consume', bob, ask)).toEqual({ ok: false, code: 'call_state' });
  expect(await sfu.calls.handle('call/consume', alice, ask)).toEqual({ ok: false, code: 'call_state' });
});

test('[M2] only VP8 and Opus: other codecs are refused with call_codec', async () => {
  const alice = person(ALICE);
  const { send } = await enter(sfu.calls, alice);
  for (const mimeType of ['video/H264', 'video/VP9', 'video/AV1', 'audio/red', 'audio/PCMU', 'video/ulpfec', 'video/flexfec-03']) {
    const rtpParameters = { ...vp8(), codecs: [{ ...vp8().codecs[0], mimeType }] };
    const body = { transport: send.id, kind: 'video', source: 'camera', rtpParameters, paused: false } as const;
    expect(await sfu.calls.handle('call/produce', alice, body)).toEqual({ ok: false, code: 'call_codec' });
  }
});

test('[M3] each source once; a microphone sends audio, a camera video', async () => {
  const alice = person(ALICE);
  const { send, receive } = await enter(sfu.calls, alice);
  expect(await produce(alice, send.id)).toMatchObject({ ok: true });
  expect(await produce(alice, send.id)).toEqual({ ok: false, code: 'call_state' });
  expect(await produce(alice, receive.id, 'camera')).toEqual({ ok: false, code: 'call_state' });
  const mixed = { transport: send.id, kind: 'audio', source: 'camera', rtpParameters: opus(3), paused: false } as const;
  expect(await sfu.calls.handle('call/produce', alice, mixed)).toEqual({ ok: false, code: 'bad_shape' });
});

test("[M4] nobody touches another's transport, producer or consumer", async () => {
  const [alice, mallory] = [person(ALICE), person(BOB)];
  const { send } = await enter(sfu.calls, alice);
  await enter(sfu.calls, mallory);
  const made = await produce(alice, send.id);
  if (!made.ok) throw new Error(made.code);
  expect(await produce(mallory, send.id)).toEqual({ ok: false, code: 'call_state' });
  const close = { producer: made.value.id, to: 'close' } as const;
  expect(await sfu.calls.handle('call/set-producer', mallory, close)).toEqual({ ok: false, code: 'call_state' });
  expect(await sfu.calls.handle('call/restart-ice', mallory, { transport: send.id })).toEqual({ ok: false, code: 'call_state' });
});

test('[M5] before joining and after leaving every message answers call_state', async () => {
  const alice = person(ALICE);
  expect(await sfu.calls.handle('call/transport', alice, { direction: 'send' })).toEqual({ ok: false, code: 'call_state' });
  await enter(sfu.calls, alice);
  await sfu.calls.handle('call/leave', alice, {});
  expect(await sfu.calls.handle('call/transport', alice, { direction: 'send' })).toEqual({ ok: false, code: 'call_state' });
});

test('[M6] whoever leaves takes their tracks along, and the last one closes the room', async () => {
  const [alice, bob] = [person(ALICE), person(BOB)];
  const { send } = await enter(sfu.calls, alice);
  await enter(sfu.calls, bob);
  const made = await produce(alice, send.id);
  if (!made.ok) throw new Error(made.code);
  sfu.calls.leave(alice);
  expect(await bob.hears('call/producer')).toEqual({ id: made.value.id, to: 'close' });
  const room = await sfu.calls.room(bob.room);
  sfu.calls.leave(bob);
  await sfu.calls.room(bob.room);
  expect(room?.closed).toBe(true);
  expect(await sfu.calls.room(bob.room)).toBeUndefined();
});

test('[M6] a device that joins over a new connection puts its old one out', async () => {
  const [old, again, bob] = [person(ALICE), person(ALICE), person(BOB)];
  const { send } = await enter(sfu.calls, old);
  await enter(sfu.calls, bob);
  const made = await produce(old, send.id);
  if (!made.ok) throw new Error(made.code);
  const { joined } = await enter(sfu.calls, again);
  expect(joined.producers).toEqual([]);
  expect(await bob.hears('call/producer')).toEqual({ id: made.value.id, to: 'close' });
  sfu.calls.leave(old);
  expect(await sfu.calls.handle('call/transport', again, { direction: 'send' })).toMatchObject({ ok: true });
});

test('[M7] a pause is told to the others', async () => {
  const [alice, bob] = [person(ALICE), person(BOB)];
  const { send } = await enter(sfu.calls, alice);
  await enter(sfu.calls, bob);
  const made = await produce(alice, send.id);
  if (!made.ok) throw new Error(made.code);
  await sfu.calls.handle('call/set-producer', alice, { producer: made.value.id, to: 'pause' });
  expect(await bob.hears('call/producer')).toEqual({ id: made.value.id, to: 'pause' });
});

test('[M8] when the media worker is killed its rooms are told, and another worker takes them', async () => {
  const [alice, bob] = [person(ALICE), person(BOB)];
  await enter(sfu.calls, alice);
  await enter(sfu.calls, bob);
  const [before] = await sfu.workers.pids();
  process.kill(before ?? 0, 'SIGKILL');
  await Promise.all([alice.hears('call/rejoin'), bob.hears('call/rejoin')]);
  const { send } = await enter(sfu.calls, alice);
  expect(await produce(alice, send.id)).toMatchObject({ ok: true });
  expect((await sfu.workers.pids())[0]).not.toBe(before);
});
