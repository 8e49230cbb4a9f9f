import { beforeAll, expect, test } from 'vitest';
import { hex } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { clientIdOf, senderBytes } from '#crdt/crypto/hash.ts';
import { createSenders } from '#crdt/sync/senders.ts';
import { createKeyChest } from '#client/room/key-chest.ts';
import { createRoster } from '#client/room/roster.ts';
import { DEVICE, GUEST, HOST, people, ROOM } from '../../crdt/people.ts';

beforeAll(async () => void (await sodiumReady()));

test('[R8] whose a device is comes from what it sealed, not from what the server says of who is here', () => {
  const { host } = people();
  const chest = createKeyChest({ room: ROOM, you: HOST, host: HOST, hostSignPublic: host.signPublic, keyring: host });
  const senders = createSenders();
  const roster = createRoster(chest, HOST, senders);
  const client = clientIdOf(GUEST, DEVICE);
  roster.reset([{ member: GUEST, device: DEVICE }]);
  roster.arrived({ member: GUEST, device: DEVICE });
  expect(roster.memberOf(client)).toBeUndefined();
  senders.hear(hex(senderBytes(GUEST, DEVICE)));
  expect(roster.memberOf(client)).toBe(GUEST);
  expect(roster.gone({ member: GUEST, device: DEVICE })).toBe(client);
});
