/** Random lives of a room whose epoch turns: who may write changes, people are removed, the network is cut and the server dies meanwhile. */
import { beforeAll, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { settled } from '#tests/support/clock.ts';
import { createFakeLog } from '#tests/support/fake-log.ts';
import { createSeededRandom, seedOfRun } from '#tests/support/random.ts';
import { calm, createCast, createDevice, type Device } from './device.ts';

const LIVES = Number(process.env['LIVES'] ?? 40);
const STEPS = 80;

beforeAll(async () => void (await sodiumReady()));

async function live(seed: number): Promise<void> {
  const random = createSeededRandom(seed);
  const cast = createCast(seed, 3 + random.below(2));
  const server = createFakeLog();
  const ids = cast.members.map(({ id }) => id);
  /** Whoever never loses the right: nothing of theirs may be missing. The others' may be missing where it was not kept before. */
  const steady = new Set(ids.filter((_, i) => i < 2));
  const make = (i: number, storage?: Device['storage']): Device => {
    const member = cast.members[i];
    if (member === undefined) throw new RangeError('no such member');
    const snapshotDelayMs = i === 0 && random.below(2) === 0 ? 5 : undefined;
    return createDevice({ cast, member, ...(storage ? { storage } : {}), snapshotDelayMs });
  };
  const places = cast.members.map((_, i) => i);
  // A second tab of somebody, over the same storage.
  const devices = places.map((i) => make(i));
  devices.push(make(1, devices[1]?.storage));
  const ofMember = [...places, 1];
  const written: { readonly name: string; readonly by: MemberId }[] = [];
  const at = (i: number): Device => devices[i] ?? make(0);
  const one = (): number => random.below(devices.length);
  const isInside = (device: Device): boolean => cast.isIn(device.self.member);

  const steps: Record<string, () => Promise<void> | void> = {
    write() {
      const device = at(one());
      // As the screen does: whoever may not write, as far as this device knows, cannot.
      if (!device.synced || !device.keys.may(device.self.member, 'drawing', device.keys.epoch)) return;
      written.push({ name: `${written.length}`, by: device.self.member });
      device.draw(`${written.length - 1}`);
    },
    async move() {
      for (let i = random.below(12); i > 0; i--) at(one()).line?.step();
      await settled();
    },
    wait: () => cast.clock.advance(random.below(60)),
    commit: () => server.commit(),
    connect() {
      const device = at(one());
      if (device.line === undefined && isInside(device)) device.connect(server);
    },
    cut: () => at(one()).cut(),
    async reload() {
      const i = one();
      await cast.clock.advance(20);
      at(i).cut();
      devices[i] = make(ofMember[i] ?? 0, at(i).storage);
    },
    crash() {
      server.crash();
      for (const device of devices) device.cut();
    },
    turn() {
      const inside = ids.filter((id) => cast.isIn(id) && (steady.has(id) || random.below(8) > 0));
      const writers = inside.filter((id) => steady.has(id) || random.below(2) === 0);
      server.turn(
        (end) => cast.turn(end, { members: inside, writers }),
        (member) => cast.mayWrite(member),
      );
      for (const device of devices) if (!isInside(device)) device.cut();
    },
  };
  const names = 'write write write write write move move move wait commit connect connect cut reload crash turn turn'.split(' ');
  for (const device of devices) device.connect(server);
  for (let i = 0; i < STEPS; i++) await steps[random.pick(names)]?.();
  const inside = devices.filter(isInside);
  for (const device of inside) if (device.line === undefined) device.connect(server);
  await calm(cast, server, inside);
  const late = make(0);
  late.connect(server);
  const all = [...inside, late];
  await calm(cast, server, all);
  expect(all.map((device) => device.state)).toEqual(all.map(() => ({ is: 'live' })));
  const drawn = late.drawn();
  expect(all.map((device) => device.drawn())).toEqual(all.map(() => drawn));
  expect(all.map((device) => device.log.unkept)).toEqual(all.map(() => 0));
  expect(all.map((device) => device.refused)).toEqual(all.map(() => 0));
  expect(written.filter(({ name, by }) => steady.has(by) && !drawn.includes(name))).toEqual([]);
  // Each stands once: the map would hide a second, the clocks do not.
  const once = drawn.length;
  expect([...(late.doc.store.clients.values() ?? [])].reduce((sum, structs) => sum + structs.length, 0)).toBe(once);
}

test('[S24] lives with turning epochs converge: whoever may write loses nothing and doubles nothing', async () => {
  const first = seedOfRun();
  for (let seed = first; seed < first + LIVES; seed++) {
    try {
      await live(seed);
    } catch (error) {
      throw new Error(`SEED=${seed} repeats this life`, { cause: error });
    }
  }
}, 60_000);
