/** What breaks while two people are in a room: the network, the database, one row of the log. Each step stands on the one before. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createCuttableProxy, type CuttableProxy } from '#tests/support/cuttable-proxy.ts';
import { makeRoom, openRoom, setUpPractice, signIn } from './steps/account.ts';
import { flipFirstUpdate, keptUpdates, killDatabase } from './steps/fault.ts';
import { admit, allSaved, askToComeIn, draw, lineCount, messages, say, seesTheOther, soon } from './steps/room.ts';
import { createServed, type Served } from './steps/served.ts';

const TESS = { email: 'tess@practice.example', name: 'Tess', password: 'seven quiet herons by the weir' };
const TITLE = 'Stormy Thursday';

let served: Served;
let network: CuttableProxy;
let browser: TestBrowser;
let tess: Page;
let robin: Page;

/** With PostgreSQL of its own: it is killed here, under nobody else. */
beforeAll(async () => {
  served = await createServed();
  network = await createCuttableProxy(Number(new URL(served.url).port));
  browser = await createTestBrowser();
  [tess, robin] = [await browser.person(), await browser.person()];
  await setUpPractice(tess, network.origin, TESS, { therapist: true });
  const link = await makeRoom(tess, TITLE);
  await openRoom(tess, TITLE);
  await askToComeIn(robin, link, 'Robin');
  await admit(tess, 'Robin');
  await robin.getByRole('heading', { name: TITLE }).waitFor();
});

afterAll(async () => {
  await browser.close();
  await network[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
});

const both = async <Value>(look: (page: Page) => Promise<Value>): Promise<[Value, Value]> => [await look(tess), await look(robin)];

/** What was said, in the order of the words: who says something while the other is away is before or after them. */
const said = async (page: Page): Promise<string[]> => (await messages(page)).map((text) => text.replace(/^.*?: /, '')).sort();

/** Each track of another's picture with how many of its frames were decoded. */
const pictures = (page: Page): Promise<Record<string, number>> =>
  page.locator('.call-tile video:not(.call-video-mirrored)').evaluateAll((videos) =>
    Object.fromEntries(
      (videos as HTMLVideoElement[]).flatMap((video) => {
        const tracks = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
        return tracks.map((track) => [track.id, video.getVideoPlaybackQuality().totalVideoFrames]);
      }),
    ),
  );

/** Another track than before, whose frames come one after the other. */
async function seesAnew(page: Page, before: Record<string, number>): Promise<void> {
  const fresh = async (): Promise<[string, number][]> => Object.entries(await pictures(page)).filter(([track]) => !(track in before));
  await soon(async () => (await fresh()).length).toBe(1);
  const [[track, frames] = ['', 0]] = await fresh();
  await soon(async () => ((await pictures(page))[track] ?? 0) > frames + 5).toBe(true);
}

const ink = (page: Page): Promise<string> =>
  page.locator('.board canvas').evaluateAll((all) => (all as HTMLCanvasElement[]).map((canvas) => canvas.toDataURL()).join());
const cursor = (page: Page): Promise<string | null> => page.locator('.board-cursor', { hasText: 'Robin' }).getAttribute('style');

/** Robin draws; Tess sees the pen and what is under it before it is lifted. */
async function presenceWorks(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const lines = await lineCount(tess);
  await draw(robin, from, from, { lift: true });
  await soon(() => both(lineCount)).toEqual([lines + 1, lines + 1]);
  const [dry, pen] = [await ink(tess), await cursor(tess)];
  await draw(robin, from, to, { lift: false });
  await soon(async () => dry === (await ink(tess))).toBe(false);
  await soon(async () => pen === (await cursor(tess))).toBe(false);
  expect(await lineCount(tess)).toBe(lines + 1);
  await robin.mouse.up();
  await soon(() => both(lineCount)).toEqual([lines + 2, lines + 2]);
}

/** The answer to a page that is about to be left: whether it asked. Somebody who is asked stays. */
const asksBeforeLeaving = async (page: Page): Promise<boolean> => {
  const asked = new Promise<boolean>((resolve) => {
    page.once('dialog', (dialog) => void dialog.dismiss().then(() => resolve(dialog.type() === 'beforeunload')));
    page.once('close', () => resolve(false));
  });
  await page.close({ runBeforeUnload: true });
  return await asked;
};

describe('what breaks comes back', () => {
  test('[V12] a cut network loses and doubles nothing, says what is not kept, and all comes back by itself', async () => {
    await Promise.all([seesTheOther(tess), seesTheOther(robin)]);
    await presenceWorks([0.1, 0.1], [0.4, 0.1]);
    await say(tess, 'Before');
    await soon(() => both(said)).toEqual([['Before'], ['Before']]);
    await Promise.all([allSaved(tess), allSaved(robin)]);
    await draw(robin, [0.2, 0.3], [0.6, 0.35], { lift: false });
    network.cut();
    await robin.mouse.up();
    await draw(robin, [0.2, 0.4], [0.6, 0.45]);
    await say(robin, 'From far away');
    await say(tess, 'Are you there?');
    await robin.getByText('Not saved yet: reconnecting').waitFor();
    await tess.getByText('Not saved yet: reconnecting').waitFor();
    await robin.locator('[data-unkept="3"]', { hasText: 'Not saved yet' }).waitFor();
    const tries = network.refused();
    await soon(async () => network.refused() > tries + 2).toBe(true);
    expect(await both(lineCount)).toEqual([2, 4]);
    expect(await said(tess)).toEqual(['Are you there?', 'Before']);
    expect(await keptUpdates(served)).toEqual({ drawing: 2, chat: 1 });
  });

  test('[V13] a page with something not yet kept asks before it is left', async () => {
    expect(await asksBeforeLeaving(robin)).toBe(true);
    expect(await lineCount(robin)).toBe(4);
    await robin.locator('[data-unkept="3"]').waitFor();
  });

  test('[V12] once the network is back, both have all of it, and the call and the pens are there again', async () => {
    const seen = await both(pictures);
    network.restore();
    await Promise.all([tess, robin].map((page) => page.locator('[data-unkept="0"]', { hasText: 'All saved' }).waitFor()));
    await soon(() => both(lineCount)).toEqual([4, 4]);
    const all = ['Are you there?', 'Before', 'From far away'];
    await soon(() => both(said)).toEqual([all, all]);
    expect(await keptUpdates(served)).toEqual({ drawing: 4, chat: 3 });
    await soon(() => both((page) => page.getByText('reconnecting').count())).toEqual([0, 0]);
    await Promise.all([seesAnew(tess, seen[0]), seesAnew(robin, seen[1])]);
    await presenceWorks([0.1, 0.6], [0.4, 0.6]);
    await Promise.all([allSaved(tess), allSaved(robin)]);
  });

  test('[V14] while the database is dead nothing is said to be kept; once it is back all is, once', async () => {
    const before = await keptUpdates(served);
    await draw(robin, [0.2, 0.7], [0.6, 0.75], { lift: false });
    const putBack = killDatabase(served);
    await robin.mouse.up();
    await say(tess, 'And the database?');
    await soon(async () => served.output().includes('the log storage is away')).toBe(true);
    // Relayed at once, kept not yet.
    await soon(() => both(lineCount)).toEqual([7, 7]);
    await draw(robin, [0.2, 0.8], [0.6, 0.85]);
    await soon(() => both(lineCount)).toEqual([8, 8]);
    await robin.locator('[data-unkept="2"]').waitFor();
    await tess.locator('[data-unkept="1"]').waitFor();
    expect(await both((page) => page.getByText('All saved').count())).toEqual([0, 0]);

    putBack();
    await Promise.all([tess, robin].map((page) => page.locator('[data-unkept="0"]', { hasText: 'All saved' }).waitFor()));
    expect(await keptUpdates(served)).toEqual({ drawing: before.drawing + 2, chat: before.chat + 1 });
    expect(await both(lineCount)).toEqual([8, 8]);
    await robin.reload();
    await soon(() => both(lineCount)).toEqual([8, 8]);
    await soon(async () => (await said(robin)).length).toBe(4);
    expect(served.output()).not.toContain('nobody expected');
  });

  test('[V13] a page with everything kept is left without a question', async () => {
    expect(await asksBeforeLeaving(robin)).toBe(false);
    expect(await asksBeforeLeaving(tess)).toBe(false);
  });

  test('[V11] a drawing that was tampered with is stopped with a reason, the chat goes on, and it can be read anew', async () => {
    await flipFirstUpdate(served, 'drawing');
    const elsewhere = await browser.person();
    const crashes: Error[] = [];
    elsewhere.on('pageerror', (error) => crashes.push(error));
    await signIn(elsewhere, network.origin, TESS);
    await openRoom(elsewhere, TITLE);
    const banner = elsewhere.getByText('The drawing was stopped to keep it safe.');
    await banner.waitFor();
    await elsewhere.getByText(/Something arrived that|The server showed you something else/).waitFor();
    expect(await lineCount(elsewhere)).toBe(0);
    await soon(() => said(elsewhere)).toHaveLength(4);
    await say(elsewhere, 'The chat goes on');
    await allSaved(elsewhere);
    expect(await said(elsewhere)).toHaveLength(5);

    await flipFirstUpdate(served, 'drawing');
    await soon(() => elsewhere.getByText('reconnecting').count()).toBe(0);
    expect(await banner.count()).toBe(1);
    await elsewhere.getByRole('button', { name: 'Reload from the log' }).click();
    await soon(() => lineCount(elsewhere)).toBe(8);
    expect(await banner.count()).toBe(0);
    await draw(elsewhere, [0.7, 0.2], [0.9, 0.3]);
    await soon(() => lineCount(elsewhere)).toBe(9);
    await allSaved(elsewhere);
    expect(crashes).toEqual([]);
  });
});
