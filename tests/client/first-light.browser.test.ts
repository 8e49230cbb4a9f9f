/** The whole main job in real browsers over the real server, in the order in which people live it. Each step stands on the one before. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { acceptInvitation, inviteTherapist, makeRoom, openRoom, setUpPractice, signIn } from './steps/account.ts';
import { admit, allSaved, askToComeIn, board, draw, lineCount, messages, safetyWords, say, seesTheOther, soon } from './steps/room.ts';
import { createServed, type Served } from './steps/served.ts';

const PASSWORD = 'seven quiet herons by the weir';
const ADMIN = { email: 'admin@practice.example', name: 'Ada', password: PASSWORD };
const TESS = { email: 'tess@practice.example', name: 'Tess', password: PASSWORD };
const TITLE = 'Thursdays at four';

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let admin: Page;
let tess: Page;
let robin: Page;
let link: string;

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  [admin, tess, robin] = [await browser.person(), await browser.person(), await browser.person(PHONE)];
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

describe('first light', () => {
  test('[V1] a practice is set up, a therapist is invited, a room is made, and its link is there to copy', async () => {
    await setUpPractice(admin, served.url, ADMIN, { therapist: false });
    const invitation = await inviteTherapist(admin, TESS.email);
    await acceptInvitation(tess, invitation, TESS);
    link = await makeRoom(tess, TITLE);
    expect(link).toMatch(/\/join\/[0-9a-f-]{36}#[\w-]{43}$/);
  });

  test('[V2] a guest comes in by link, device check and name alone, once the therapist admits them', async () => {
    await openRoom(tess, TITLE);
    await askToComeIn(robin, link, 'Robin');
    expect(new URL(robin.url()).hash).toBe('');
    await admit(tess, 'Robin');
    await robin.getByRole('heading', { name: TITLE }).waitFor();
  });

  test('[V3] a stroke shows at the other side while it is drawn, and one undoes only strokes of one’s own', async () => {
    const before = await board(tess).screenshot();
    await draw(robin, [0.2, 0.4], [0.8, 0.5], { lift: false });
    await soon(async () => before.equals(await board(tess).screenshot())).toBe(false);
    expect(await lineCount(tess)).toBe(0);
    await robin.mouse.up();
    await soon(() => lineCount(tess)).toBe(1);
    await draw(tess, [0.3, 0.2], [0.6, 0.3]);
    await soon(() => lineCount(robin)).toBe(2);
    await robin.getByRole('button', { name: 'Undo' }).click();
    await soon(() => lineCount(tess)).toBe(1);
    await robin.getByRole('button', { name: 'Redo' }).click();
    await soon(() => lineCount(tess)).toBe(2);
  });

  test('[V4] both write, see who is writing, and what came while the chat was closed is counted', async () => {
    await say(tess, 'Look at https://example.org/path?a=b or javascript:alert(1)');
    await robin.getByRole('button', { name: 'Chat 1 new' }).click();
    const shown = robin.locator('.message-text a');
    expect(await shown.getAttribute('href')).toBe('https://example.org/path?a=b');
    expect(await shown.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(await shown.count()).toBe(1);
    await robin.getByLabel('Message', { exact: true }).pressSequentially('Hel');
    await tess.getByText('Robin is writing').waitFor();
    await say(robin, 'Hello Tess');
    const all = ['Tess: Look at https://example.org/path?a=b or javascript:alert(1)', 'Robin: Hello Tess'];
    await soon(async () => (await messages(tess)).map((text) => text.replace('You:', 'Tess:'))).toEqual(all);
  });

  test('[V5] both see the other’s picture and the same safety words', async () => {
    await Promise.all([seesTheOther(tess), seesTheOther(robin)]);
    const words = await safetyWords(tess);
    expect(words).toHaveLength(5);
    expect(await safetyWords(robin)).toEqual(words);
  });

  test('[V6] a reload, a closed page and a killed server lose and double nothing; what is not yet kept is said', async () => {
    await robin.reload();
    await soon(() => lineCount(robin)).toBe(2);

    await draw(robin, [0.2, 0.6], [0.5, 0.65], { lift: false });
    await served.kill('SIGKILL');
    await robin.mouse.up();
    await say(tess, 'Are you still there?');
    await tess.getByText('Not saved yet: reconnecting').waitFor();
    await robin.locator('[data-unkept="1"]').waitFor();
    await robin.reload({ waitUntil: 'commit' }).catch(() => undefined);
    await served.start();
    await robin.goto(served.url + new URL(link).pathname);
    await Promise.all([allSaved(tess), allSaved(robin)]);
    await soon(() => lineCount(tess)).toBe(3);
    await soon(() => lineCount(robin)).toBe(3);
    await robin.getByRole('button', { name: 'Chat' }).click();
    await soon(() => messages(robin)).toHaveLength(3);

    const context = robin.context();
    await robin.close();
    await draw(tess, [0.3, 0.7], [0.6, 0.75]);
    robin = await context.newPage();
    await robin.goto(served.url + new URL(link).pathname);
    await robin.getByRole('button', { name: 'Go in' }).click();
    await soon(() => lineCount(robin)).toBe(4);
    await Promise.all([seesTheOther(tess), seesTheOther(robin)]);
  });

  test('[V7] an ended room shows drawing and chat as they were, read-only, in another browser after a restart', async () => {
    await tess.getByRole('button', { name: 'End session' }).click();
    await tess.getByRole('button', { name: 'End it for everybody' }).click();
    await tess.getByText('Ended, read-only').waitFor();
    await robin.getByRole('heading', { name: 'The session has ended' }).waitFor();
    const said = await messages(tess);
    await served.kill('SIGTERM');
    await served.start();

    const elsewhere = await browser.person();
    await signIn(elsewhere, served.url, TESS);
    await elsewhere.getByRole('button', { name: `Look at it ${TITLE}` }).click();
    await soon(() => lineCount(elsewhere)).toBe(4);
    await soon(() => messages(elsewhere)).toEqual(said);
    expect(await elsewhere.getByLabel('Message', { exact: true }).count()).toBe(0);
    await draw(elsewhere, [0.1, 0.1], [0.9, 0.9]);
    await tess.reload();
    await soon(() => lineCount(tess)).toBe(4);
    expect(await lineCount(elsewhere)).toBe(4);
  });

  test('[V8] after the end the guest’s browser holds no key and the link opens nothing', async () => {
    expect(await robin.evaluate(keptKeyrings)).toEqual([]);
    await robin.goto(link);
    await robin.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  });

  test('[V9] an admin sees who, when, how long and how much, and no word of what was in the room', async () => {
    await admin.reload();
    const row = admin.locator('[data-room]');
    await row.waitFor();
    const text = (await row.textContent()) ?? '';
    for (const known of [TESS.email, 'guest', 'ended', 'kB']) expect(text).toContain(known);
    const page = (await admin.locator('body').textContent()) ?? '';
    for (const unknown of [TITLE, 'Robin', 'Hello']) expect(page).not.toContain(unknown);
    for (const unknown of [TITLE, 'Robin', 'Hello', PASSWORD, new URL(link).hash.slice(1)]) expect(served.output()).not.toContain(unknown);
  });
});

/** In the page: the names under which keyrings rest. */
async function keptKeyrings(): Promise<unknown> {
  const open = indexedDB.open('holdspace');
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error ?? new Error('no database'));
  });
  const keys = db.transaction('keyrings').objectStore('keyrings').getAllKeys();
  return await new Promise((resolve) => {
    keys.onsuccess = () => resolve(keys.result);
  });
}
