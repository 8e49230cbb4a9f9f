import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Socket } from 'socket.io-client';
import type { MemberId } from '#crdt/base/ids.ts';
import type { GuestView, RoomView } from '#server/contract/views.ts';
import { ask, createHarness, device, enter, HOST, next, ROOM, sealed, type Harness } from './harness.ts';

const NEW = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc' as MemberId;
const decision = {
  member: NEW,
  statement: Buffer.from([1]),
  signature: Buffer.alloc(64),
  grant: { epoch: 1, granter: HOST, sealed: Buffer.alloc(80), signature: Buffer.alloc(64) },
  admission: Buffer.from([1]),
};

let world: Harness;
let host: Socket;
beforeEach(async () => {
  world = await createHarness();
  world.access.waiting.push({ room: ROOM, member: NEW, role: 'participant' });
  host = world.connect(HOST);
  await enter(host, 1);
});
afterEach(async () => await world.close());

/** The next list of waiting guests in which this one's browser is connected, or is not. */
async function hostSees(here: boolean): Promise<void> {
  for (;;) {
    const { guests } = await next<{ guests: GuestView[] }>(host, 'room/waiting');
    if (guests.some((guest) => guest.member === NEW && guest.here === here)) return;
  }
}

async function waitingGuest(): Promise<Socket> {
  const guest = world.connect(NEW);
  const seen = hostSees(true);
  expect(await ask(guest, 'room/enter', { room: ROOM, device: Buffer.from(device(3)) })).toMatchObject({
    ok: true,
    value: { state: 'waiting' },
  });
  await seen;
  return guest;
}

describe('the waiting room', () => {
  test('[R7] a waiting guest may neither read nor write, and the host sees them come and go', async () => {
    const guest = await waitingGuest();
    expect(await ask(guest, 'log/open', { doc: 'drawing', after: null })).toEqual({ ok: false, code: 'no_right' });
    guest.emit('log/append', sealed({ member: NEW, device: device(3) }));
    expect(await next(guest, 'log/refused')).toMatchObject({ code: 'no_right' });
    const gone = hostSees(false);
    guest.close();
    await gone;
  });

  test('[G35] whoever enters in the very moment in which somebody is let in, or the room is locked, finds it so', async () => {
    const { enter: look } = world.access;
    // What is read for the guest is on its way while the host decides.
    let reading: () => void = () => undefined;
    let goOn: () => void = () => undefined;
    const isRead = new Promise<void>((resolve) => (reading = resolve));
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const slow = vi.spyOn(world.access, 'enter').mockImplementationOnce(async (visitor, room) => {
      const found = await look(visitor, room);
      reading();
      await held;
      return found;
    });
    const guest = world.connect(NEW);
    const entered = ask(guest, 'room/enter', { room: ROOM, device: Buffer.from(device(3)) });
    await isRead;
    expect(await ask(host, 'room/lock', { locked: true })).toMatchObject({ ok: true });
    expect(await ask(host, 'room/admit', decision)).toMatchObject({ ok: true });
    goOn();
    expect(await entered).toMatchObject({ ok: true, value: { state: 'inside', locked: true } });
    expect(slow).toHaveBeenCalledTimes(2);
  });

  test('[R8] an admitted guest goes inside on the same connection, and the others learn of them', async () => {
    const guest = await waitingGuest();
    const inside = next<RoomView>(guest, 'room/admitted');
    const member = next(host, 'room/member');
    const present = next(host, 'room/presence');
    expect(await ask(host, 'room/admit', decision)).toMatchObject({ ok: true });
    expect(await inside).toMatchObject({ state: 'inside', you: NEW, present: [{ member: HOST }] });
    expect(await member).toMatchObject({ id: NEW });
    expect(await present).toMatchObject({ member: NEW, here: true });
    expect(await ask(guest, 'log/open', { doc: 'drawing', after: null })).toMatchObject({ ok: true });
  });

  test('[R8] a refused guest hears so and has no place any more', async () => {
    const guest = await waitingGuest();
    const refused = next(guest, 'room/refused');
    expect(await ask(host, 'room/refuse', { member: NEW })).toMatchObject({ ok: true });
    await refused;
    expect(await ask(guest, 'room/enter', { room: ROOM, device: Buffer.from(device(3)) })).toEqual({ ok: false, code: 'not_found' });
  });

  test('[R9] an ended room is read, not written, by everybody at once', async () => {
    const told = next(host, 'room/ended');
    expect(await ask(host, 'room/end', {})).toMatchObject({ ok: true });
    await told;
    host.emit('log/append', sealed({ member: HOST }));
    expect(await next(host, 'log/refused')).toMatchObject({ code: 'room_ended' });
    expect(await ask(host, 'log/open', { doc: 'chat', after: null })).toMatchObject({ ok: true });
  });

  test('[R10] a device that comes again takes its own place; a visit is written down and ended', async () => {
    const again = world.connect(HOST);
    const ended = next(host, 'disconnect');
    await enter(again, 1);
    await ended;
    expect(world.access.visits.map((visit) => visit.ended)).toEqual([true, false]);
    expect(world.rooms.size).toBe(1);
  });
});
