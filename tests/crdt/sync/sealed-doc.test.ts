import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createFakeLog } from '#tests/support/fake-log.ts';
import { calm, createCast, createDevice, type Cast, type Device } from './device.ts';

beforeAll(async () => void (await sodiumReady()));

const pair = (cast: Cast): [Device, Device] => {
  const [one, other] = cast.members.map((member) => createDevice({ cast, member }));
  if (one === undefined || other === undefined) throw new Error('a cast has two members');
  return [one, other];
};

test('[S1] what one writes the other reads, and both learn that it is kept', async () => {
  const cast = createCast();
  const server = createFakeLog();
  const [one, other] = pair(cast);
  one.connect(server);
  other.connect(server);
  await calm(cast, server, [one, other]);
  expect([one.state, other.state]).toEqual([{ is: 'live' }, { is: 'live' }]);
  one.write('a');
  other.write('b');
  expect(one.log.unkept).toBe(1);
  await calm(cast, server, [one, other]);
  expect(one.text()).toBe(other.text());
  expect([one.log.unkept, one.log.acknowledged, server.durable.length]).toEqual([0, 1, 2]);
});
