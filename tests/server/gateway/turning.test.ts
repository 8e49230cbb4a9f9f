import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import { ALL_RIGHTS, RIGHTS } from '#crdt/base/rights.ts';
import { encodeEpoch, type EpochMember, type LogEnd } from '#crdt/keys/epoch-layout.ts';
import type { Socket } from 'socket.io-client';
import { ask, createHarness, enter, GUEST, HOST, next, ROOM, sealed, type Harness } from './harness.ts';

let world: Harness;
beforeEach(async () => {
  world = await createHarness();
});
afterEach(async () => await world.close());

const THIRD = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc' as MemberId;
const hostIn: EpochMember = { member: HOST, role: 'therapist', rights: ALL_RIGHTS };
const guestIn = (rights = ALL_RIGHTS): EpochMember => ({ member: GUEST, role: 'participant', rights });
type Refused = { readonly code: string; readonly counter: number };

/** What a host sends who turns to `members`; the ends are those that the server named. */
function turnOf(members: readonly EpochMember[], begun: Record<string, unknown>, leaving: readonly MemberId[] = []) {
  const { epoch, drawing, chat } = begun as unknown as { epoch: number; drawing: LogEnd; chat: LogEnd };
  const said = { room: ROOM, epoch, previous: new Uint8Array(32), newcomers: ALL_RIGHTS, previousKey: new Uint8Array(104) };
  const statement = Buffer.from(encodeEpoch({ ...said, ends: { drawing, chat }, members }));
  const grants = members.map(({ member }) => ({ reader: member, sealed: Buffer.alloc(80), signature: Buffer.alloc(64) }));
  return { statement, signature: Buffer.alloc(64), grants, leaving: leaving.map((member) => ({ member, to: 'removed' })) };
}
async function begin(host: Socket): Promise<Record<string, unknown>> {
  const begun = await ask(host, 'room/turning', {});
  if (!begun.ok) throw new Error(begun.code);
  return begun.value;
}
async function turn(host: Socket, members: readonly EpochMember[], leaving: readonly MemberId[] = []): Promise<void> {
  const done = await ask(host, 'room/turn', turnOf(members, await begin(host), leaving));
  if (!done.ok) throw new Error(done.code);
}

test('[G20] all that was taken is durable before the turn is answered; what comes meanwhile waits, and is refused as of the epoch before', async () => {
  const [host, guest] = [world.connect(HOST), world.connect(GUEST)];
  await enter(host, 1);
  await enter(guest, 2);
  const device = new Uint8Array(8).fill(2);
  guest.emit('log/append', sealed({ member: GUEST, device, counter: 1 }));
  await next(host, 'log/relay');
  const begun = await begin(host);
  expect((begun['drawing'] as LogEnd).seq).toBe(1);
  expect((await world.store.end(ROOM, 'drawing')).seq).toBe(1);
  const refused = next<Refused>(guest, 'log/refused');
  guest.emit('log/append', sealed({ member: GUEST, device, counter: 2 }));
  const turned = next(guest, 'room/turned');
  expect(await ask(host, 'room/turn', turnOf([hostIn, guestIn()], begun))).toMatchObject({ ok: true });
  await turned;
  expect(await refused).toMatchObject({ code: 'wrong_epoch', counter: 2 });
  // Under the new epoch, with the counter that was never kept.
  const relayed = next(host, 'log/relay');
  const anew = sealed({ member: GUEST, device, counter: 2, epoch: 2 });
  guest.emit('log/append', anew);
  expect(Buffer.from(await relayed).equals(anew)).toBe(true);
});

test('[G20] a turn that does not come lets the log go on, and one that nobody began is refused', async () => {
  const [host, guest] = [world.connect(HOST), world.connect(GUEST)];
  await enter(host, 1);
  await enter(guest, 2);
  const ends = { drawing: { seq: 0, head: new Uint8Array(32) }, chat: { seq: 0, head: new Uint8Array(32) } };
  expect(await ask(host, 'room/turn', turnOf([hostIn, guestIn()], { epoch: 2, ...ends }))).toEqual({ ok: false, code: 'wrong_epoch' });
  await begin(host);
  expect(await ask(host, 'room/turning', {})).toEqual({ ok: false, code: 'too_fast' });
  const relayed = next(host, 'log/relay');
  const update = sealed({ member: GUEST, device: new Uint8Array(8).fill(2) });
  guest.emit('log/append', update);
  const again = world.connect(HOST);
  await enter(again, 3);
  // The device that had begun goes: what was held goes on at once.
  const other = next(again, 'log/relay');
  host.close();
  expect(Buffer.from(await other).equals(update)).toBe(true);
  relayed.catch(() => undefined);
});

test('[G21] whoever may not draw is refused at once, by no_right, and still chats; nothing of it is relayed', async () => {
  const [host, guest] = [world.connect(HOST), world.connect(GUEST)];
  await enter(host, 1);
  await enter(guest, 2);
  await ask(guest, 'log/open', { doc: 'chat', after: null });
  await ask(host, 'log/open', { doc: 'chat', after: null });
  await turn(host, [hostIn, guestIn(RIGHTS.chat)]);
  const device = new Uint8Array(8).fill(2);
  const refused = next<Refused>(guest, 'log/refused');
  guest.emit('log/append', sealed({ member: GUEST, device, epoch: 2 }));
  expect(await refused).toMatchObject({ code: 'no_right' });
  const relayed = next(host, 'log/relay');
  const message = sealed({ member: GUEST, device, epoch: 2, doc: 'chat' });
  guest.emit('log/append', message);
  expect(Buffer.from(await relayed).equals(message)).toBe(true);
  expect((await world.store.end(ROOM, 'drawing')).seq).toBe(0);
});

test('[G22] whoever is removed hears it, is cut off, and gets neither statement, grant nor update of what follows', async () => {
  world.access.members.push({ room: ROOM, member: THIRD, role: 'participant' });
  const [host, guest, third] = [world.connect(HOST), world.connect(GUEST), world.connect(THIRD)];
  await enter(host, 1);
  await enter(guest, 2);
  await enter(third, 3);
  const heard: string[] = [];
  guest.onAny((name: string) => heard.push(name));
  const gone = new Promise<void>((resolve) => guest.once('disconnect', () => resolve()));
  const turned = next<{ grant: { epoch: number } }>(third, 'room/turned');
  await turn(host, [hostIn, { member: THIRD, role: 'participant', rights: ALL_RIGHTS }], [GUEST]);
  expect((await turned).grant.epoch).toBe(2);
  await gone;
  const relayed = next(third, 'log/relay');
  host.emit('log/append', sealed({ member: HOST, device: new Uint8Array(8).fill(1), epoch: 2 }));
  await relayed;
  expect(heard).toEqual(['room/removed']);
  const back = world.connect(GUEST);
  expect(await ask(back, 'room/enter', { room: ROOM, device: Buffer.alloc(8, 9) })).toEqual({ ok: false, code: 'not_found' });
});
