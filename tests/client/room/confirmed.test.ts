import { beforeAll, expect, test } from 'vitest';
import { utf8 } from '#crdt/base/bytes.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { signMember } from '#crdt/keys/member.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { createConfirmed } from '#client/room/confirmed.ts';
import { createKeyChest } from '#client/room/key-chest.ts';
import { GUEST, HOST, OTHER_ROOM, people, ROOM } from '#tests/crdt/people.ts';
import { until } from './until.ts';

let at: ReturnType<typeof people>;
beforeAll(async () => {
  await sodiumReady();
  at = people();
});

/** The host's chest with one member of these keys. */
function chestWith(keys: { signPublic: Uint8Array; boxPublic: Uint8Array }, room: RoomId = ROOM) {
  const chest = createKeyChest({ room, you: HOST, host: HOST, hostSignPublic: at.host.signPublic, keyring: at.host });
  const { signPublic, boxPublic } = keys;
  const member = { room, id: GUEST, role: 'participant', fromEpoch: 1, signPublic, boxPublic, sealedName: utf8('name') } as const;
  if (!chest.addMember({ id: GUEST, ...signMember(member, at.host.signSecret) })) throw new Error('not added');
  return chest;
}

test('[V46] what was confirmed is confirmed after a reload, for those keys in that room alone', async () => {
  const { keyrings } = createMemoryStorage();
  const first = createConfirmed(chestWith(at.guest), keyrings);
  expect([...first.members.value]).toEqual([]);
  await first.confirm([GUEST]);
  expect([...first.members.value]).toEqual([GUEST]);
  const reloaded = createConfirmed(chestWith(at.guest), keyrings);
  await until(reloaded.members, (members) => members.has(GUEST));
  const otherKeys = createConfirmed(chestWith({ ...at.guest, boxPublic: at.host.boxPublic }), keyrings);
  const otherRoom = createConfirmed(chestWith(at.guest, OTHER_ROOM), keyrings);
  await otherKeys.confirm([]);
  await otherRoom.confirm([]);
  expect([otherKeys.members.value.size, otherRoom.members.value.size]).toEqual([0, 0]);
});

test('[V46] a member who comes later is not confirmed with the others', async () => {
  const { keyrings } = createMemoryStorage();
  const confirmed = createConfirmed(
    createKeyChest({ room: ROOM, you: HOST, host: HOST, hostSignPublic: at.host.signPublic, keyring: at.host }),
    keyrings,
  );
  await confirmed.confirm([GUEST]);
  expect(confirmed.members.value.size).toBe(0);
});
