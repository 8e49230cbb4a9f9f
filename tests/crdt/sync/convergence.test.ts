/** Random lives of a room: whatever is cut, reordered between members or lost by a server that dies, all end with the same doc, and with everything that was laid down. */
import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { settled } from '#tests/support/clock.ts';
import { createFakeLog } from '#tests/support/fake-log.ts';
import { createSeededRandom, seedOfRun } from '#tests/support/random.ts';
import { calm, createCast, createDevice, type Device } from './device.ts';

const LIVES = Number(process.env['LIVES'] ?? 30);
const STEPS = 60;

beforeAll(async () => void (await sodiumReady()));

async function live(seed: number): Promise<void> {
  const random = createSeededRandom(seed);
  const cast = createCast(seed, 2 + random.below(3));
  const server = createFakeLog();
  const make = (i: number, storage?: Device['storage']): Device => {
    const member = cast.members[i];
    if (member === undefined) throw new RangeError('no such member');
    return createDevice({
      cast,
      member,
      ...(storage ? { storage } : {}),
      snapshotDelayMs: i === 0 && random.below(2) === 0 ? 5 : undefined,
    });
  };
  const devices = cast.members.map((_, i) => make(i));
  const written: string[] = [];
  const one = (): number => random.below(devices.length);
  const at = (i: number): Device => devices[i] ?? devices[0] ?? make(0);

  const steps: Record<string, () => Promise<void> | void> = {
    write() {
      const device = at(one());
      if (!device.synced) return;
      written.push(`${written.length}`);
      device.write(`${written.length - 1}`);
    },
    async move() {
      for (let i = random.below(12); i > 0; i--) at(one()).line?.step();
      await settled();
    },
    wait: () => cast.clock.advance(random.below(60)),
    commit: () => server.commit(),
    connect() {
      const device = at(one());
      if (device.line === undefined) device.connect(server);
    },
    cut: () => at(one()).cut(),
    /** A page is closed without a word, and opened again. */
    async reload() {
      const i = one();
      // What was never laid down may be lost; the moment that takes passes before the page goes.
      await cast.clock.advance(20);
      at(i).cut();
      const { storage } = at(i);
      devices[i] = make(i, storage);
    },
    crash() {
      server.crash();
      for (const device of devices) device.cut();
    },
  };
  const names = [
    'write',
    'write',
    'write',
    'write',
    'move',
    'move',
    'move',
    'wait',
    'commit',
    'connect',
    'connect',
    'cut',
    'reload',
    'crash',
  ] as const;
  for (const device of devices) device.connect(server);
  for (let i = 0; i < STEPS; i++) await steps[random.pick(names)]?.();
  for (const device of devices) if (device.line === undefined) device.connect(server);
  await calm(cast, server, devices);
  // One more who comes late must find the same.
  const late = make(0);
  late.connect(server);
  await calm(cast, server, [...devices, late]);
  const all = [...devices, late];
  expect(all.map((device) => device.state)).toEqual(all.map(() => ({ is: 'live' })));
  expect(new Set(all.map((device) => device.text())).size).toBe(1);
  const texts: string[] = JSON.parse(late.text());
  expect(texts.toSorted((a, b) => Number(a) - Number(b))).toEqual(written);
  expect(all.map((device) => device.log.unkept)).toEqual(all.map(() => 0));
}

test('[S9] lives of cuts, reloads, crashes and snapshots converge, and lose nothing that was laid down', async () => {
  const first = seedOfRun();
  for (let seed = first; seed < first + LIVES; seed++) {
    try {
      await live(seed);
    } catch (error) {
      throw new Error(`SEED=${seed} repeats this life`, { cause: error });
    }
  }
}, 60_000);
