import { beforeAll, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import { ALL_RIGHTS, NO_RIGHTS, RIGHT_NAMES, RIGHTS } from '#crdt/base/rights.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sign } from '#crdt/crypto/sign.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { EpochStatement } from '#crdt/keys/epoch-layout.ts';
import { hashEpoch, NO_STATEMENT, sealPreviousKey, signEpoch, type SignedEpoch } from '#crdt/keys/epoch.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import { signMember } from '#crdt/keys/member.ts';
import { createRoomKey, roomKeys } from '#crdt/keys/room-key.ts';
import { createEpochBook } from '#client/room/epochs.ts';
import { createKeyChest, readShown } from '#client/room/key-chest.ts';
import type { GrantView, MemberView } from '#server/contract/views.ts';
import { GUEST, HOST, OTHER_ROOM, people, ROOM } from '#tests/crdt/people.ts';
import { seededRandom } from '#tests/crdt/seeded.ts';

const random = seededRandom('epochs');
const OTHER = '0b0b0b0b-0000-4000-8000-000000000003' as MemberId;
const START = { seq: 0, head: new Uint8Array(32) };
let at: ReturnType<typeof people>;
/** The room keys of epochs 1, 2 and 3. */
let roomKeysOf: readonly Secret[];

beforeAll(async () => {
  await sodiumReady();
  at = people();
  roomKeysOf = [at.roomKey, createRoomKey(random), createRoomKey(random)];
});

const keyOf = (epoch: number): Secret => {
  const key = roomKeysOf[epoch - 1];
  if (key === undefined) throw new RangeError('no such epoch');
  return key;
};
const hostIn = { member: HOST, role: 'therapist', rights: ALL_RIGHTS } as const;
const guestIn = (rights = ALL_RIGHTS) => ({ member: GUEST, role: 'participant', rights }) as const;
const statement = (epoch: number, previous: Uint8Array, change: Partial<EpochStatement> = {}): EpochStatement => ({
  room: ROOM,
  epoch,
  previous,
  newcomers: ALL_RIGHTS,
  ends: { drawing: START, chat: START },
  previousKey: sealPreviousKey(keyOf(epoch - 1), { room: ROOM, epoch, key: roomKeys(keyOf(epoch), ROOM, epoch).previousKey }, random),
  members: [hostIn, guestIn()],
  ...change,
});
const signed = (epoch: number, previous: Uint8Array, change: Partial<EpochStatement> = {}): SignedEpoch =>
  signEpoch(statement(epoch, previous, change), at.host.signSecret);
const second = (change: Partial<EpochStatement> = {}): SignedEpoch => signed(2, NO_STATEMENT, change);
const grant = (epoch: number, reader: MemberId = GUEST): GrantView => {
  const { boxPublic } = reader === HOST ? at.host : at.guest;
  const place = { room: ROOM, epoch, granter: HOST, reader, readerBoxPublic: boxPublic };
  return { epoch, granter: HOST, ...grantRoomKey({ ...place, roomKey: keyOf(epoch), signSecret: at.host.signSecret }) };
};
const view = (id: MemberId, fromEpoch = 1): MemberView => {
  const { signPublic, boxPublic } = id === HOST ? at.host : at.guest;
  const role = id === HOST ? 'therapist' : 'participant';
  const said = { room: ROOM, id, role, fromEpoch, signPublic, boxPublic, sealedName: new Uint8Array(120) } as const;
  return { id, ...signMember(said, at.host.signSecret) };
};
const chestOf = (you: MemberId = GUEST) => {
  const keyring = you === HOST ? at.host : at.guest;
  return createKeyChest({ room: ROOM, you, host: HOST, hostSignPublic: at.host.signPublic, keyring });
};
const members = (): readonly MemberView[] => [view(HOST), view(GUEST)];

test('[K25] an epoch is what the host signed of this room: a forged, altered or moved one, and forged rights, are refused', () => {
  const book = () => createEpochBook(ROOM, at.host.signPublic);
  const good = second({ members: [hostIn, guestIn(RIGHTS.chat)] });
  expect(book().add(good).ok).toBe(true);
  const raised = good.statement.slice();
  raised[raised.length - 3] = ALL_RIGHTS;
  expect(book().add({ ...good, statement: raised })).toEqual({ ok: false, code: 'bad-signature' });
  const mallory = signEpoch(statement(2, NO_STATEMENT), at.guest.signSecret);
  expect(book().add(mallory)).toEqual({ ok: false, code: 'bad-signature' });
  expect(book().add(second({ room: OTHER_ROOM }))).toEqual({ ok: false, code: 'bad-signature' });
  expect(book().add({ ...good, statement: good.statement.subarray(1) })).toEqual({ ok: false, code: 'malformed' });
});

test('[R22] an observer may nothing, from the first epoch on; a statement that says otherwise is none', () => {
  const chest = chestOf();
  const { signPublic, boxPublic } = at.guest;
  const said = { room: ROOM, id: OTHER, role: 'observer', fromEpoch: 1, signPublic, boxPublic, sealedName: new Uint8Array(120) } as const;
  expect(chest.addMember({ id: OTHER, ...signMember(said, at.host.signSecret) })).toBe(true);
  expect(RIGHT_NAMES.map((right) => chest.may(OTHER, right, 1))).toEqual([false, false, false]);
  expect(chest.rightsOf(OTHER)).toBe(NO_RIGHTS);
  const observer = (rights: number) => ({ member: OTHER, role: 'observer', rights }) as const;
  expect(chest.addEpoch(second({ members: [hostIn, guestIn(), observer(NO_RIGHTS)] }))).toBeUndefined();
  expect(RIGHT_NAMES.map((right) => chest.may(OTHER, right, 2))).toEqual([false, false, false]);
  expect(() => second({ members: [hostIn, observer(RIGHTS.chat)] })).toThrow(RangeError);
  // Made by hand, and signed by the host all the same.
  const { statement: bytes } = second({ members: [hostIn, observer(NO_RIGHTS)] });
  const altered = bytes.slice();
  altered[altered.length - 3] = RIGHTS.media;
  const signature = sign({ label: 'epoch', parts: [altered], signSecret: at.host.signSecret });
  expect(createEpochBook(ROOM, at.host.signPublic).add({ statement: altered, signature })).toEqual({ ok: false, code: 'malformed' });
});

test('[K26] each statement stands upon the one before it: one left out, another history, or ends that go back are a fork', () => {
  const book = createEpochBook(ROOM, at.host.signPublic);
  const first = second({ ends: { drawing: { seq: 5, head: random.bytes(32) }, chat: START } });
  const third = signed(3, hashEpoch(first.statement), { ends: { drawing: { seq: 9, head: random.bytes(32) }, chat: START } });
  expect(book.add(third)).toEqual({ ok: false, code: 'forked' });
  expect(book.add(first).ok).toBe(true);
  expect(book.add(first).ok).toBe(true);
  expect(book.add(second({ newcomers: 0 }))).toEqual({ ok: false, code: 'forked' });
  expect(book.add(signed(3, NO_STATEMENT))).toEqual({ ok: false, code: 'forked' });
  const back = { drawing: { seq: 4, head: random.bytes(32) }, chat: START };
  expect(book.add(signed(3, hashEpoch(first.statement), { ends: back }))).toEqual({ ok: false, code: 'forked' });
  expect(book.add(third).ok).toBe(true);
  const places = book.places('drawing');
  expect([1, 5, 6, 9, 10].map((seq) => places.epochAt(seq))).toEqual([1, 1, 2, 2, 3]);
  expect(places.endBefore(3)?.seq).toBe(9);
});

test('[K26] a server that shows less than this device saw, or another history, rolls back or forks', () => {
  const book = createEpochBook(ROOM, at.host.signPublic);
  const before = book.mark;
  expect(book.holds(before)).toBeUndefined();
  book.add(second());
  const { mark } = book;
  expect([book.holds(before), book.holds(mark)]).toEqual([undefined, undefined]);
  expect(createEpochBook(ROOM, at.host.signPublic).holds(mark)).toBe('rolled-back');
  const other = createEpochBook(ROOM, at.host.signPublic);
  other.add(second({ newcomers: 0 }));
  expect(other.holds(mark)).toBe('forked');
  const shown = { epoch: 1, grants: [grant(1)], epochs: [], members: members() };
  expect(readShown(chestOf(), shown, mark)).toBe('rolled-back');
  expect(readShown(chestOf(), shown)).toBeUndefined();
});

test('[K27] whoever is granted an epoch reads back to the first; whoever is not cannot read on', () => {
  const two = second();
  const three = signed(3, hashEpoch(two.statement), { members: [hostIn] });
  const newest = chestOf(HOST);
  const shown = { epoch: 3, grants: [grant(3, HOST)], epochs: [two, three], members: members() };
  expect(readShown(newest, shown)).toBeUndefined();
  for (const epoch of [1, 2, 3]) expect(newest.epochKeys(epoch)?.roomKey.reveal()).toEqual(keyOf(epoch).reveal());
  // The guest was removed in the third: the statement does not list them, and nothing they hold opens what is sealed under it.
  const removed = chestOf();
  expect(readShown(removed, { ...shown, grants: [grant(1), grant(2)] })).toBe('not-a-member');
  expect(removed.epochKeys(3)).toBeUndefined();
  expect(removed.keyOf('drawing', 3)).toBeUndefined();
});

test('[K27] a grant for somebody whom the host removed, sealed by a server that has no host’s key, is not believed', () => {
  const two = second({ members: [hostIn] });
  const chest = chestOf();
  const mine = createRoomKey(random);
  const place = { room: ROOM, epoch: 2, granter: HOST, reader: GUEST, readerBoxPublic: at.guest.boxPublic };
  const made = { epoch: 2, granter: HOST, ...grantRoomKey({ ...place, roomKey: mine, signSecret: at.guest.signSecret }) };
  const shown = { epoch: 2, grants: [grant(1), made], epochs: [two], members: members() };
  expect(readShown(chest, shown)).toBe('bad-signature');
  // Everybody else goes on refusing them, whatever the server says of its members.
  const host = chestOf(HOST);
  expect(readShown(host, { ...shown, grants: [grant(2, HOST)] })).toBeUndefined();
  expect(host.writerKey(GUEST, 2)).toBeUndefined();
  expect(host.writerKey(GUEST, 1)).toEqual(at.guest.signPublic);
  expect(host.inside().map(({ id }) => id)).toEqual([HOST]);
});

test('[K28] what somebody may is what the host wrote of them for that epoch; without a statement everybody let in may all', () => {
  const chest = chestOf();
  expect(readShown(chest, { epoch: 1, grants: [grant(1)], epochs: [], members: members() })).toBeUndefined();
  expect(chest.may(GUEST, 'drawing', 1)).toBe(true);
  chest.addGrant(grant(2));
  expect(chest.addEpoch(second({ members: [hostIn, guestIn(RIGHTS.chat)], newcomers: RIGHTS.media }))).toBeUndefined();
  expect([chest.may(GUEST, 'drawing', 2), chest.may(GUEST, 'chat', 2), chest.may(HOST, 'drawing', 2)]).toEqual([false, true, true]);
  expect(chest.may(GUEST, 'drawing', 1)).toBe(true);
  expect(chest.may(OTHER, 'chat', 2)).toBe(false);
  // Somebody let in while it lasts may what it says of newcomers.
  const late = signMember(
    { room: ROOM, id: OTHER, role: 'participant', fromEpoch: 2, ...keysOf(), sealedName: new Uint8Array(120) },
    at.host.signSecret,
  );
  expect(chest.addMember({ id: OTHER, ...late })).toBe(true);
  expect([chest.may(OTHER, 'chat', 2), chest.may(OTHER, 'media', 2)]).toEqual([false, true]);
});

const keysOf = () => ({ signPublic: at.guest.signPublic, boxPublic: at.guest.boxPublic });
