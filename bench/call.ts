/**
 * `npm run bench -- call`: what the call costs with two real browsers and the real media worker, sealed and not, in turn
 * on the same machine. Join: from `createCall` (devices still closed) to the first painted frame of the other's camera.
 */
import { arch, cpus, release } from 'node:os';
import { version as mediasoupVersion } from 'mediasoup';
import type { Browser } from 'playwright-core';
import { bundlePage, openCallSite, removeBundle, type CallSite } from '#tests/media/call/call-site.ts';
import { ALICE, BOB, FAKE_DEVICES, openPerson, seesFrames, start } from '#tests/media/call/people.ts';
import { openChromium } from '#tests/support/page.ts';

const ROUNDS = 3;
const JOINS_EACH_ROUND = 4;
const WATCH_MS = 5000;

type Round = { readonly joinsMs: readonly number[]; readonly workerCpuPercent: number };

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};
const rounded = (value: number): number => Math.round(value * 10) / 10;

async function joinOnce(browser: Browser, site: CallSite, unsealed: boolean, join: number): Promise<number> {
  const bob = await openPerson(browser, site.url, start(BOB, { unsealed, device: [join, 1, 2, 3, 4, 5, 6, 7] }));
  const ms = await bob.evaluate(() => window.callPage.firstFrame());
  await bob.evaluate(() => window.callPage.stop());
  await bob.context().close();
  return ms;
}

async function oneRound(browser: Browser, folder: string, unsealed: boolean): Promise<Round> {
  const site = await openCallSite(folder);
  try {
    const alice = await openPerson(browser, site.url, start(ALICE, { unsealed }));
    // The first join warms the sender's encoder up and is not counted.
    await joinOnce(browser, site, unsealed, 0);
    const joinsMs: number[] = [];
    for (let join = 1; join <= JOINS_EACH_ROUND; join++) joinsMs.push(await joinOnce(browser, site, unsealed, join));
    const bob = await openPerson(browser, site.url, start(BOB, { unsealed }));
    await Promise.all([seesFrames(alice, BOB), seesFrames(bob, ALICE)]);
    const [cpuBefore, before] = [await site.workers.cpuMs(), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    const workerCpuPercent = (100 * ((await site.workers.cpuMs()) - cpuBefore)) / (performance.now() - before);
    await Promise.all([alice.context().close(), bob.context().close()]);
    return { joinsMs, workerCpuPercent };
  } finally {
    await site.close();
  }
}

const figures = (rounds: readonly Round[]) => {
  const joins = rounds.flatMap(({ joinsMs }) => joinsMs);
  return {
    joins: joins.length,
    joinToFirstFrameMs: rounded(median(joins)),
    slowestMs: rounded(Math.max(...joins)),
    workerCpuPercentOfOneCore: rounded(median(rounds.map(({ workerCpuPercent }) => workerCpuPercent))),
  };
};

const folder = await bundlePage();
const browser = await openChromium(FAKE_DEVICES);
const sealed: Round[] = [];
const unsealed: Round[] = [];
for (let round = 0; round < ROUNDS; round++) {
  sealed.push(await oneRound(browser, folder, false));
  unsealed.push(await oneRound(browser, folder, true));
}
const chromium = browser.version();
await browser.close();
await removeBundle(folder);

const [withSeal, without] = [figures(sealed), figures(unsealed)];
const result = {
  bench: 'call',
  machine: { cpus: cpus().length, cpu: cpus()[0]?.model ?? '', arch: arch(), kernel: release() },
  versions: { node: process.version, mediasoup: mediasoupVersion, chromium },
  roomOf: 2,
  sealed: withSeal,
  unsealed: without,
  sealingShareOfJoin: Math.round(1000 * (withSeal.joinToFirstFrameMs / without.joinToFirstFrameMs - 1)) / 1000,
  goal: { joinToFirstFrameMs: 450, sealingShareOfJoin: 0.1 },
};
process.stdout.write(`${JSON.stringify(result)}\n`);
