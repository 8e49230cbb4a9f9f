/** A session that has ended: how its drawing was made, looked at step by step in a real browser. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESKTOP } from '#tests/support/chromium.ts';
import { makeRoom, openRoom } from '../steps/account.ts';
import { createDesk, lines, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { admit, allSaved, askToComeIn, board, draw, lineCount, soon } from '../steps/room.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await createDesk('replay');
});
afterAll(() => desk[Symbol.asyncDispose]());

const summary = async (page: Page): Promise<string> => (await page.locator('.board-summary').textContent()) ?? '';
const lies = (page: Page, template: string): Promise<void> =>
  page.locator('.board-summary', { hasText: `a template: ${template}` }).waitFor({ state: 'attached' });
async function layTemplate(host: Page, name: string): Promise<void> {
  await host.getByRole('button', { name: 'More tools' }).click();
  await host.getByRole('button', { name: 'Lay a template beneath …' }).click();
  const dialog = host.getByRole('dialog', { name: 'Lay a template beneath' });
  await dialog.getByRole('button', { name: 'No template', pressed: true }).waitFor();
  expect(await findings(host)).toEqual([]);
  await desk.shot(host, 'picker');
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
const place = (page: Page) => page.getByRole('slider', { name: 'How far' });
const at = async (page: Page, step: number): Promise<void> => {
  await place(page).fill(String(step));
};

test(
  '[V126] [B26] step by step, of everybody or of one, what was wiped out and what lay beneath included; played, and left for the finished drawing',
  { timeout: 240_000 },
  async () => {
    const { ada, browser } = desk;
    const link = await makeRoom(ada, 'Tuesday');
    const robin = await browser.person(DESKTOP);
    await askToComeIn(robin, link, 'Robin');
    await openRoom(ada, 'Tuesday');
    await admit(ada, 'Robin');
    await board(robin).waitFor();
    // [D26] [D29] To the guest, too, it comes, though not at once where a part of the program cannot be fetched.
    await robin.route('**/sheet-*.js', (route) => route.abort());
    const missed = robin.waitForEvent('requestfailed');
    await layTemplate(ada, 'Tree');
    await lies(ada, 'Tree');
    await missed;
    await robin.unroute('**/sheet-*.js');
    await lies(robin, 'Tree');
    await draw(ada, [0.2, 0.2], [0.5, 0.2]);
    await lines(robin, 1);
    await draw(robin, [0.2, 0.4], [0.5, 0.4]);
    await lines(ada, 2);
    await draw(ada, [0.2, 0.6], [0.5, 0.6]);
    await lines(robin, 3);
    // The last one is wiped out.
    await ada.keyboard.press('e');
    await draw(ada, [0.35, 0.55], [0.35, 0.65]);
    await lines(robin, 2);
    await Promise.all([allSaved(ada), allSaved(robin)]);
    await desk.shot(robin, 'guest');
    await robin.getByRole('button', { name: 'More tools' }).click();
    expect(await robin.getByRole('button', { name: 'Lay a template beneath …' }).count()).toBe(0);
    const [svg] = await Promise.all([robin.waitForEvent('download'), robin.getByRole('button', { name: 'Save as lines (SVG)' }).click()]);
    expect((await readFile(await svg.path(), 'utf8')).split('stroke="#8d959b"')).toHaveLength(2);
    await ada.getByRole('button', { name: 'End session' }).click();
    await ada.getByRole('button', { name: 'End it for everybody' }).click();
    await ada.getByText('Ended, read-only').waitFor();
    await ada.getByRole('button', { name: 'How it was made' }).click();
    await place(ada).waitFor();
    await lines(ada, 2);
    await lies(ada, 'Tree');
    expect(await place(ada).getAttribute('aria-valuetext')).toMatch(/^Step 5 of 5: Ada wiped something out/);
    for (const [step, count, words] of [
      [0, 0, 'Nothing is drawn yet'],
      [1, 0, 'Step 1 of 5: Ada changed what lies beneath'],
      [2, 1, 'Step 2 of 5: Ada drew'],
      [3, 2, 'Step 3 of 5: Robin drew'],
      [4, 3, 'Step 4 of 5: Ada drew'],
      [5, 2, 'Step 5 of 5: Ada wiped something out'],
    ] as const) {
      await at(ada, step);
      await ada.getByText(words).waitFor();
      await soon(() => lineCount(ada)).toBe(count);
      await soon(() => summary(ada).then((said) => said.includes('a template: Tree'))).toBe(step > 0);
    }
    expect(await findings(ada)).toEqual([]);
    await desk.shot(ada, 'desk');
    await ada.getByLabel('Whose marks').selectOption('Robin');
    await soon(() => lineCount(ada)).toBe(1);
    await lies(ada, 'Tree');
    await ada.getByLabel('Whose marks').selectOption('Everybody’s');
    // From the beginning, to the end, by the keyboard.
    await ada.getByLabel('How fast').selectOption('In ten seconds');
    await ada.getByRole('button', { name: 'Play' }).press('Enter');
    await ada.getByText('Step 1 of 5').waitFor();
    await ada.getByText('Step 5 of 5').waitFor();
    await ada.getByRole('button', { name: 'Play' }).waitFor();
    await ada.setViewportSize({ width: 390, height: 844 });
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 390, height: 844 });
    await desk.shot(ada, 'phone');
    await ada.setViewportSize({ width: 1280, height: 800 });
    await ada.getByRole('button', { name: 'The finished drawing' }).click();
    await place(ada).waitFor({ state: 'detached' });
    await board(ada).waitFor();
    await lines(ada, 2);
  },
);
