/** A session that has ended: how its drawing was made, looked at step by step in a real browser. */
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

const place = (page: Page) => page.getByRole('slider', { name: 'How far' });
const at = async (page: Page, step: number): Promise<void> => {
  await place(page).fill(String(step));
};

test(
  '[V126] step by step, of everybody or of one, what was wiped out included; played, and left for the finished drawing',
  { timeout: 240_000 },
  async () => {
    const { ada, browser } = desk;
    const link = await makeRoom(ada, 'Tuesday');
    const robin = await browser.person(DESKTOP);
    await askToComeIn(robin, link, 'Robin');
    await openRoom(ada, 'Tuesday');
    await admit(ada, 'Robin');
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
    await ada.getByRole('button', { name: 'End session' }).click();
    await ada.getByRole('button', { name: 'End it for everybody' }).click();
    await ada.getByText('Ended, read-only').waitFor();
    await ada.getByRole('button', { name: 'How it was made' }).click();
    await place(ada).waitFor();
    await lines(ada, 2);
    expect(await place(ada).getAttribute('aria-valuetext')).toMatch(/^Step 4 of 4: Ada wiped something out/);
    for (const [step, count, words] of [
      [0, 0, 'Nothing is drawn yet'],
      [1, 1, 'Step 1 of 4: Ada drew'],
      [2, 2, 'Step 2 of 4: Robin drew'],
      [3, 3, 'Step 3 of 4: Ada drew'],
      [4, 2, 'Step 4 of 4: Ada wiped something out'],
    ] as const) {
      await at(ada, step);
      await ada.getByText(words).waitFor();
      await soon(() => lineCount(ada)).toBe(count);
    }
    expect(await findings(ada)).toEqual([]);
    await desk.shot(ada, 'desk');
    await ada.getByLabel('Whose marks').selectOption('Robin');
    await soon(() => lineCount(ada)).toBe(1);
    await ada.getByLabel('Whose marks').selectOption('Everybody’s');
    // From the beginning, to the end, by the keyboard.
    await ada.getByLabel('How fast').selectOption('In ten seconds');
    await ada.getByRole('button', { name: 'Play' }).press('Enter');
    await ada.getByText('Step 1 of 4').waitFor();
    await ada.getByText('Step 4 of 4').waitFor();
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
