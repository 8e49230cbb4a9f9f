/** A therapist at a desk, with a practice, a server and a browser of their own, and what they do again and again around a room. */
import type { Page } from 'playwright-core';
import { createTestBrowser, DESKTOP, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { makeLink, setUpPractice, type Invited } from './account.ts';
import { lineCount, soon } from './room.ts';
import { createServed, type Served } from './served.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const SHOTS = process.env['SHOTS'];

export type Desk = AsyncDisposable & {
  readonly served: Served;
  /** As its owner connects. */
  readonly databaseUrl: string;
  readonly browser: TestBrowser;
  /** The therapist's page, at the list of their rooms. */
  readonly ada: Page;
  /** Another invite to a room of the list. */
  anotherLink(title: string, invited?: Invited): Promise<string>;
  /** Back to the list, as in a new tab: camera and microphone are asked for again. */
  leaveRoom(): Promise<void>;
  /** With SHOTS=folder, a picture of a page. */
  shot(page: Page, name: string): Promise<void>;
};

/** `name`: what the pictures of this test begin with. */
export async function createDesk(name: string): Promise<Desk> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createTestDatabase());
  const served = opened.use(await createServed(database.url));
  const browser = opened.use(await createTestBrowser());
  const ada = await browser.person({ ...DESKTOP, bypassCSP: true });
  await setUpPractice(ada, served.url, ADA, { therapist: true });
  const close = opened.move();
  return {
    served,
    databaseUrl: database.url,
    browser,
    ada,
    async anotherLink(title, invited) {
      await ada.getByRole('button', { name: `Invite to ${title}` }).click();
      const link = await makeLink(ada, invited);
      await ada.getByRole('button', { name: 'Close' }).click();
      return link;
    },
    async leaveRoom() {
      await ada.getByRole('button', { name: 'Leave', exact: true }).click();
      await ada.evaluate(() => sessionStorage.clear());
    },
    async shot(page, part) {
      if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}-${part}.png` });
    },
    [Symbol.asyncDispose]: () => close.disposeAsync(),
  };
}

/** Waits until that many lines are on the board. */
export const lines = async (page: Page, count: number): Promise<void> => {
  await soon(() => lineCount(page)).toBe(count);
};

/** Turns to a part of the room. */
export const show = (page: Page, part: 'People' | 'Call' | 'Chat' | 'Board' | 'Notes'): Promise<void> =>
  page.getByRole('navigation', { name: 'Parts of the room' }).getByRole('button', { name: part }).click();
