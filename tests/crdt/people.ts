/** Two members of one room with fixed keys, as tests of crypto and keys need them. Await `sodiumReady()` first. */
import type { AccountId, InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Header } from '#crdt/crypto/header.ts';
import { Secret } from '#crdt/base/secret.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { seededRandom } from './seeded.ts';

export const ROOM = '0a0a0a0a-0000-4000-8000-000000000001' as RoomId;
export const OTHER_ROOM = '0a0a0a0a-0000-4000-8000-000000000002' as RoomId;
export const HOST = '0b0b0b0b-0000-4000-8000-000000000001' as MemberId;
export const GUEST = '0b0b0b0b-0000-4000-8000-000000000002' as MemberId;
export const INVITE = '0c0c0c0c-0000-4000-8000-000000000001' as InviteId;
export const OTHER_INVITE = '0c0c0c0c-0000-4000-8000-000000000002' as InviteId;
export const ACCOUNT = '0d0d0d0d-0000-4000-8000-000000000001' as AccountId;
export const OTHER_ACCOUNT = '0d0d0d0d-0000-4000-8000-000000000002' as AccountId;
export const DEVICE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

export const people = () => ({
  host: createKeyring(seededRandom('host'), 'Dr Ada Winter'),
  guest: createKeyring(seededRandom('guest'), 'Robin'),
  roomKey: new Secret(seededRandom('room key').bytes(32)),
});

export const header = (change: Partial<Header> = {}): Header => ({
  kind: 'update',
  doc: 'drawing',
  epoch: 1,
  room: ROOM,
  member: GUEST,
  device: DEVICE,
  counter: 7,
  seenSeq: 41,
  seenHead: new Uint8Array(32).fill(9),
  ...change,
});
