/** "Leave now" in a real browser: what is on screen, in the tab, in storage and at the camera, in that order; and what stays. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, openProfile, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { makeRoom, openRoom, setUpPractice } from '../steps/account.ts';
import { admit, askToComeIn, board, draw, say, seesTheOther } from '../steps/room.ts';
import { createServed, type Served } from '../steps/served.ts';
import { dumpStorage } from '../stored.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  ada = await browser.person();
  await setUpPractice(ada, served.url, ADA, { therapist: true });
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** In the page, before its scripts: remembers every track that a camera or microphone gave. */
function noteTracks(): void {
  const tracks: MediaStreamTrack[] = [];
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    tracks.push(...stream.getTracks());
    return stream;
  };
  Reflect.set(globalThis, 'openTracks', () => tracks.filter((track) => track.readyState === 'live').map((track) => track.kind));
}

async function guest(name: string): Promise<Page> {
  const page = await browser.person(PHONE);
  await page.addInitScript(noteTracks);
  await page.goto('about:blank#before');
  page.setDefaultTimeout(30_000);
  await page.evaluate((to) => void (document.title = to), name);
  return page;
}

const liveTracks = (page: Page): Promise<string[]> =>
  page.evaluate(() => (Reflect.get(globalThis, 'openTracks') as () => string[])().toSorted());

/** What the page is in the very turn of the event loop in which the button was pressed. */
const pressAndLook = (page: Page) =>
  page.evaluate(() => {
    document.querySelector<HTMLElement>('.leave-now')?.click();
    const tracks = (Reflect.get(globalThis, 'openTracks') as () => string[])();
    return {
      text: document.body.textContent,
      nodes: document.body.childNodes.length,
      title: document.title,
      path: location.pathname,
      tracks,
    };
  });
const NOTHING = { text: '', nodes: 0, title: 'Blank page', path: '/blank', tracks: [] };

/** The neutral page itself has come: before, the address alone is its. */
async function onBlankPage(page: Page): Promise<void> {
  await page.waitForURL(`${served.url}/blank`);
  await page.waitForFunction(() => document.scripts.length === 0 && document.readyState === 'complete');
}

/** Nothing of us in this browser: the page, its history, what it keeps. */
async function expectGone(page: Page, link: string): Promise<void> {
  await onBlankPage(page);
  expect(await page.title()).toBe('Blank page');
  expect(await page.evaluate(() => document.body.innerHTML)).toBe('');
  expect(await page.context().cookies()).toEqual([]);
  const kept = (await dumpStorage(page)).filter(({ name, bytes }) => name !== 'address' && bytes.length > 0);
  expect(kept).toEqual([]);
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  expect(entries.map(({ url }) => url)).not.toContainEqual(expect.stringContaining('/join/'));
  expect(JSON.stringify(entries)).not.toContain(new URL(link).hash);
  expect(JSON.stringify(entries)).not.toContain('Holdspace');
  await page.goBack();
  expect(page.url()).toContain('about:blank');
}

describe('leave now', { timeout: 240_000 }, () => {
  test('[V40] in the lobby the page is empty and the camera off before the press is over', async () => {
    const link = await makeRoom(ada, 'Lobby');
    const robin = await guest('before');
    await robin.goto(link);
    await robin.getByLabel('Your name').fill('Canary Robin');
    await expect.poll(() => liveTracks(robin), { timeout: 30_000 }).toEqual(['audio', 'video']);
    expect(await robin.getByText('Shift pressed three times').isVisible()).toBe(true);
    expect(await pressAndLook(robin)).toEqual(NOTHING);
    await expectGone(robin, link);
    await robin.goto(new URL(link).origin + new URL(link).pathname);
    await robin.getByRole('heading', { name: 'Please open your link again' }).waitFor();
  });

  test('[V41] in the waiting room Shift three times does it', async () => {
    const link = await makeRoom(ada, 'Waiting');
    const robin = await guest('before');
    await askToComeIn(robin, link, 'Robin');
    expect(await robin.getByRole('button', { name: 'Leave now' }).isVisible()).toBe(true);
    for (let i = 0; i < 3; i++) await robin.keyboard.press('Shift');
    await expectGone(robin, link);
  });

  test('[V40] in the room: keys, outbox, camera and connection go; the therapist sees it; capitals typed do nothing', async () => {
    const link = await makeRoom(ada, 'Inside');
    const robin = await guest('before');
    await askToComeIn(robin, link, 'Robin');
    await openRoom(ada, 'Inside');
    await admit(ada, 'Robin');
    await robin.getByRole('heading', { name: 'Inside' }).waitFor();
    await seesTheOther(ada);
    await draw(robin, [0.2, 0.2], [0.6, 0.4]);
    const tabs = robin.getByRole('navigation', { name: 'Parts of the room' });
    await tabs.getByRole('button', { name: 'Chat' }).click();
    await say(robin, 'HELLO ADA');
    await robin.getByLabel('Message', { exact: true }).pressSequentially('AND MORE, UNSENT');
    expect(await board(robin).count()).toBe(1);
    await robin.getByRole('button', { name: 'Safety words' }).click();
    // In a dialog everything behind it is out of reach: the button is there too.
    expect(await robin.getByRole('dialog').getByRole('button', { name: 'Leave now' }).isVisible()).toBe(true);
    expect(await pressAndLook(robin)).toEqual(NOTHING);
    await expectGone(robin, link);
    await ada.getByRole('button', { name: 'People' }).click();
    await ada.locator('.people').getByText('Away').waitFor();
    await ada.getByRole('button', { name: 'Leave', exact: true }).click();
    await ada.getByRole('heading', { name: 'Your rooms' }).waitFor();
  });

  test('[V40] what is not saved yet keeps nobody: no question is asked', async () => {
    const link = await makeRoom(ada, 'Unsaved');
    const robin = await guest('before');
    await askToComeIn(robin, link, 'Robin');
    await ada.getByRole('button', { name: 'Open Unsaved' }).click();
    await admit(ada, 'Robin');
    await robin.getByRole('heading', { name: 'Unsaved' }).waitFor();
    let asked = false;
    robin.on('dialog', (dialog) => {
      asked = true;
      void dialog.dismiss();
    });
    await served.kill('SIGKILL');
    await draw(robin, [0.2, 0.2], [0.6, 0.4]);
    await robin.locator('[data-unkept="1"]').waitFor();
    await robin.getByRole('button', { name: 'Leave now' }).click();
    await robin.waitForURL('about:blank');
    expect(asked).toBe(false);
    await served.start();
    await robin.goto(served.url);
    const kept = (await dumpStorage(robin)).map(({ name }) => name).filter((name) => /^(keys|keyrings|outbox|marks)/.test(name));
    expect(kept).toEqual([]);
    await ada.locator('[data-unkept="0"]').waitFor();
    await robin.context().close();
  });

  test('[V40] a therapist leaves the same way, and is signed out', async () => {
    const copies = await ada.context().cookies();
    expect(copies.map(({ name }) => name)).toContain('holdspace_account');
    await ada.getByRole('button', { name: 'Leave now' }).click();
    await onBlankPage(ada);
    expect(await ada.context().cookies()).toEqual([]);
    await ada.context().addCookies(copies);
    await ada.goto(served.url);
    await ada.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('[V40] every tab of the practice in that browser leaves with it, and a server out of reach keeps nobody', async () => {
    const context = await browser.browser.newContext({ permissions: ['camera', 'microphone'] });
    const [one, two] = [await context.newPage(), await context.newPage()];
    await one.goto(`${served.url}/join/3f2c1a7e-1111-4222-8333-444455556666#${'A'.repeat(43)}`);
    await two.goto(`${served.url}/join/3f2c1a7e-1111-4222-8333-444455556667#${'B'.repeat(43)}`);
    await Promise.all([one, two].map((page) => page.getByRole('heading', { name: 'This link does not lead anywhere' }).waitFor()));
    await served.kill('SIGKILL');
    await one.getByRole('button', { name: 'Leave now' }).click();
    await Promise.all([one, two].map((page) => page.waitForURL('about:blank')));
    await served.start();
    await one.goto(served.url);
    const kept = (await dumpStorage(one)).map(({ name }) => name).filter((name) => /^(keys|keyrings|outbox|marks)/.test(name));
    expect(kept).toEqual([]);
    await context.close();
  });

  test("[V40] the browser's own history names the page by nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'profile-'));
    const context = await openProfile(folder);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${served.url}/join/3f2c1a7e-1111-4222-8333-444455556666#${'A'.repeat(43)}`);
    await page.getByRole('button', { name: 'Leave now' }).click();
    await onBlankPage(page);
    await context.close();
    const history = new DatabaseSync(join(folder, 'Default/History'), { readOnly: true });
    const titles = history
      .prepare('SELECT DISTINCT title FROM urls')
      .all()
      .map(({ title }) => title);
    history.close();
    await rm(folder, { recursive: true, force: true });
    expect(titles.filter((title) => !['', 'Blank page', 'Meeting'].includes(String(title)))).toEqual([]);
  });
});
