import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Socket } from 'socket.io-client';
import WebSocket from 'ws';
import type { MemberId } from '#crdt/base/ids.ts';
import { ask, createHarness, device, enter, GUEST, HOST, next, OTHER_ROOM, ROOM, sealed, type Harness } from './harness.ts';

type Refused = { readonly code: string; readonly counter: number; readonly doc: string };

/** msgpack's array 32 of 33,554,431 values, of which none comes. */
const ARRAY_OF_MILLIONS = Buffer.from([0xdd, 0x01, 0xff, 0xff, 0xff]);

let world: Harness;
let host: Socket;
let guest: Socket;
beforeEach(async () => {
  world = await createHarness();
  host = world.connect(HOST);
  guest = world.connect(GUEST);
  await enter(host, 1);
  await enter(guest, 2);
});
afterEach(async () => await world.close());

/** Nobody else is harmed: what the host writes still arrives at the guest, and is kept. */
async function stillWorks(counter = 1): Promise<void> {
  const relayed = next(guest, 'log/relay');
  const kept = next(host, 'log/committed');
  host.emit('log/append', sealed({ member: HOST, counter, content: 42 }));
  expect(Buffer.from(await relayed).equals(sealed({ member: HOST, counter, content: 42 }))).toBe(true);
  await kept;
}

/** The refusal of what the guest appended. */
async function refusal(update: Uint8Array): Promise<Refused> {
  const refused = next<Refused>(guest, 'log/refused');
  guest.emit('log/append', update);
  return await refused;
}

describe('an append that is not in order', () => {
  test.each([
    ['another room', 'wrong_room', { member: GUEST, room: OTHER_ROOM }],
    ["another member's sender", 'wrong_sender', { member: HOST }],
    ['an epoch that is not current', 'wrong_epoch', { member: GUEST, epoch: 2 }],
    ['a doc that was not opened', 'doc_not_open', { member: GUEST, doc: 'chat' as const }],
    ['a counter that skips', 'counter_gap', { member: GUEST, device: device(2), counter: 2 }],
  ])('[G5] %s is refused with %s, counted, and harms nobody', async (_, code, header) => {
    expect(await refusal(sealed(header))).toMatchObject({ code, counter: 'counter' in header ? header.counter : 1 });
    expect(world.gateway.refused).toEqual({ [code]: 1 });
    expect((await world.store.end(ROOM, 'drawing')).seq).toBe(0);
    await stillWorks();
  });

  test('[G5] a counter that repeats with other bytes is refused, pending or durable', async () => {
    guest.emit('log/append', sealed({ member: GUEST, device: device(2), content: 1 }));
    expect(await refusal(sealed({ member: GUEST, device: device(2), content: 2 }))).toMatchObject({ code: 'counter_reused' });
    await next(guest, 'log/committed');
    expect(await refusal(sealed({ member: GUEST, device: device(2), content: 3 }))).toMatchObject({ code: 'counter_reused' });
    expect((await world.store.end(ROOM, 'drawing')).seq).toBe(1);
    await stillWorks();
  });

  test('[G6] one byte too many is refused, as is what has no header', async () => {
    const large = new Uint8Array(256 * 1024 + 1);
    large.set(sealed({ member: GUEST, device: device(2) }));
    expect(await refusal(large)).toMatchObject({ code: 'too_large' });
    guest.emit('log/append', new Uint8Array(200));
    guest.emit('log/append', new Uint8Array(3));
    guest.emit('log/append', { not: 'bytes' });
    guest.emit('presence/send', 'not bytes');
    expect(await ask(guest, 'log/digests', { doc: 'drawing', from: 0, to: 0 })).toMatchObject({ ok: true });
    expect(world.gateway.refused).toMatchObject({ too_large: 1, bad_shape: 4 });
    await stillWorks();
  });

  test('[G5] presence of another member, device, room or epoch is dropped and counted', async () => {
    const from = { kind: 'presence' as const, member: GUEST, device: device(2) };
    guest.emit('presence/send', sealed({ ...from, member: HOST }));
    guest.emit('presence/send', sealed({ ...from, device: device(9) }));
    guest.emit('presence/send', sealed({ ...from, room: OTHER_ROOM }));
    guest.emit('presence/send', sealed({ ...from, epoch: 3 }));
    const relayed = next(host, 'presence/relay');
    guest.emit('presence/send', sealed({ ...from, content: 5 }));
    expect(Buffer.from(await relayed).equals(sealed({ ...from, content: 5 }))).toBe(true);
    expect(world.gateway.refused).toMatchObject({ wrong_sender: 2, wrong_room: 1, wrong_epoch: 1 });
  });
});

describe('a message that is not of the contract', () => {
  test.each([
    ['an unknown name', 'log/erase', {}, 'unknown_message'],
    ["an object's own property", 'constructor', {}, 'unknown_message'],
    ['nothing at all', 'log/open', undefined, 'bad_shape'],
    ['a wrong type', 'log/open', { doc: 7, after: 0 }, 'bad_shape'],
    ['a negative seq', 'log/open', { doc: 'drawing', after: -1 }, 'bad_shape'],
    ['a doc that does not exist', 'log/open', { doc: 'notes', after: null }, 'bad_shape'],
    ['a room that is no id', 'room/enter', { room: "' OR 1=1", device: Buffer.from(device(2)) }, 'bad_shape'],
    ['bytes of another length', 'room/enter', { room: ROOM, device: Buffer.from([1]) }, 'bad_shape'],
    ['a host message from a guest', 'room/end', {}, 'no_right'],
    ['an admission by a guest', 'room/admit', {}, 'no_right'],
    ['a room of other people', 'room/enter', { room: OTHER_ROOM, device: Buffer.from(device(2)) }, 'not_found'],
  ])('[G7] %s (%s) is refused with its code', async (_, name, body, code) => {
    expect(await ask(guest, name, body)).toEqual({ ok: false, code });
    expect(world.gateway.refused).toMatchObject({ [code]: 1 });
  });

  test('[G7] the right is asked before the body is looked at', async () => {
    const stranger = world.connect(GUEST);
    expect(await ask(stranger, 'log/open', 'not even an object')).toEqual({ ok: false, code: 'no_right' });
    expect(await ask(stranger, 'call/join', {})).toEqual({ ok: false, code: 'no_right' });
  });

  test('[G8] more than the row allows in a burst is refused, others go on', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(guest, 'log/digests', { doc: 'drawing', from: 0, to: 0 })));
    expect(answers.filter((answer) => !answer.ok && answer.code === 'too_fast').length).toBeGreaterThan(10);
    expect(answers.filter((answer) => answer.ok).length).toBeGreaterThanOrEqual(20);
    await stillWorks();
  });

  test('[G8] a flood ends its own connection alone', async () => {
    const ended = next(guest, 'disconnect');
    for (let i = 0; i < 2100; i++) guest.emit('log/append', sealed({ member: GUEST, device: device(2), counter: 50_000 + i }));
    for (let i = 0; i < 2100; i++) guest.emit(`unknown-${i}`, {});
    await ended;
    const kept = next(host, 'log/committed');
    host.emit('log/append', sealed({ member: HOST }));
    await kept;
  });
});

describe('a connection that is not in order', () => {
  const open = (headers: Record<string, string>): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${world.port}/socket.io/?EIO=4&transport=websocket`, { headers });
  const closed = async (socket: WebSocket): Promise<void> => await new Promise((resolve) => socket.on('close', () => resolve()));

  test('[G9] without a sign-in it is refused', async () => {
    const nobody = world.connect('' as MemberId);
    expect(await next<Error>(nobody, 'connect_error')).toMatchObject({ message: 'not_signed_in' });
  });

  test('[G9] from another site it is refused at the handshake', async () => {
    const socket = open({ origin: 'https://elsewhere.example' });
    socket.on('error', () => {});
    await closed(socket);
    expect(world.gateway.refused).toMatchObject({ wrong_origin: 1 });
  });

  test.each([
    ['by another site, says the browser', { 'sec-fetch-site': 'cross-site' }],
    ['under a name that was made to resolve to us', { host: 'evil.example', origin: 'http://evil.example' }],
    ['by a sub-domain', { origin: 'http://evil.127.0.0.1' }],
  ])('[H23] [H24] asked for %s it is refused at the handshake', async (_, headers) => {
    const socket = open(headers);
    socket.on('error', () => {});
    await closed(socket);
    expect(world.gateway.refused).toMatchObject({ wrong_origin: 1 });
  });

  test('[G10] before any sign-in too: a small frame that claims much ends its own connection alone', async () => {
    const socket = open({});
    const gone = closed(socket);
    // Engine.IO greets first; what comes then is read before anybody has said who they are.
    socket.once('message', () => socket.send(Buffer.concat(Array.from({ length: 2000 }, () => ARRAY_OF_MILLIONS))));
    await gone;
    await stillWorks();
  });

  test.each([
    ['100 MB', Buffer.alloc(100 * 1024 * 1024)],
    ['a msgpack bomb', Buffer.concat([Buffer.from([0xdd, 0x00, 0xff, 0xff, 0xff]), Buffer.alloc(8 * 1024 * 1024, 0x80)])],
    ['arrays in each other of places that five bytes claim', Buffer.concat(Array.from({ length: 2000 }, () => ARRAY_OF_MILLIONS))],
    ['depth', Buffer.alloc(100_000, 0x91)],
    ['text', 'hello'],
    ['random bytes', Buffer.from('0f0e0d0c0b0a', 'hex')],
  ])('[G10] %s in one frame ends that connection alone', async (_, frame) => {
    const { ws } = guest.io.engine.transport as unknown as { ws: WebSocket };
    const ended = next(guest, 'disconnect');
    ws.on('error', () => {});
    ws.send(frame);
    await ended;
    const kept = next(host, 'log/committed');
    host.emit('log/append', sealed({ member: HOST }));
    await kept;
  });
});
