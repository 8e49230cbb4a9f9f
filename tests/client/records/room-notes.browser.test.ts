/** Notes beside the live room: on the therapist's screen alone, at a desk and on a phone. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESKTOP } from '#tests/support/chromium.ts';
import { makeRoom, openRoom } from '../steps/account.ts';
import { createDesk, lines, show, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { newPatient } from '../steps/records.ts';
import { admit, askToComeIn, draw } from '../steps/room.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await createDesk('room-notes');
});
afterAll(() => desk[Symbol.asyncDispose]());

test(
  '[V97] the therapist writes beside the room, into the file of whom the session is with; nobody else in it sees anything of it',
  { timeout: 240_000 },
  async () => {
    const { ada, browser } = desk;
    await ada.getByRole('link', { name: 'Patients' }).click();
    await newPatient(ada, 'Robin Vale');
    await ada.getByRole('link', { name: 'Desk' }).click();
    const link = await makeRoom(ada, 'Tuesday');
    const robin = await browser.person(DESKTOP);
    await askToComeIn(robin, link, 'Robin');
    await openRoom(ada, 'Tuesday');
    await admit(ada, 'Robin');
    await show(ada, 'Notes');
    await ada.getByLabel('Whom is this session with?').selectOption('Robin Vale');
    await ada.getByRole('button', { name: 'Write it into their file' }).click();
    await ada.getByRole('button', { name: 'New progress note' }).click();
    await ada.getByLabel('Objective').fill('Draws with both hands.');
    await ada.locator('[data-saved="kept"]').waitFor();
    await desk.shot(ada, 'desk');
    await ada.setViewportSize({ width: 390, height: 844 });
    await show(ada, 'Notes');
    await ada.getByLabel('Objective').waitFor();
    await desk.shot(ada, 'phone');
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 1280, height: 800 });
    await show(ada, 'Chat');
    await draw(robin, [0.2, 0.2], [0.5, 0.5]);
    await lines(ada, 1);
    expect(await robin.getByRole('navigation', { name: 'Parts of the room' }).getByRole('button', { name: 'Notes' }).count()).toBe(0);
    expect(await robin.content()).not.toContain('both hands');
    // Back to the notes: one goes on where one was, and it is in the file afterwards.
    await show(ada, 'Notes');
    await ada.getByLabel('Plan').fill('More blue chalk.');
    await ada.locator('[data-saved="kept"]').waitFor();
    // A moment of the board, then the whole of it once the session is over.
    await ada.getByRole('button', { name: 'All notes about Robin Vale' }).click();
    await keep(ada, 'Blue line');
    await draw(robin, [0.2, 0.6], [0.7, 0.6]);
    await lines(ada, 2);
    await ada.getByRole('button', { name: 'End session' }).click();
    await ada.getByRole('button', { name: 'End it for everybody' }).click();
    await ada.getByText('Ended').first().waitFor();
    await show(ada, 'Notes');
    await keep(ada, 'Two lines', 'They were not asked');
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 1280, height: 800 });
    await ada.getByRole('button', { name: 'Your rooms' }).click();
    await ada.getByRole('link', { name: 'Patients' }).click();
    await ada.getByRole('button', { name: 'Open the file of Robin Vale' }).click();
    await ada.getByRole('region', { name: 'Sessions' }).getByRole('heading', { name: 'Tuesday' }).waitFor();
    await ada.getByRole('button', { name: /^Open Progress note/ }).click();
    await expect.poll(() => ada.getByLabel('Objective').inputValue()).toBe('Draws with both hands.');
    expect(await ada.getByLabel('Plan').inputValue()).toBe('More blue chalk.');
  },
);

test(
  '[V98] pictures that were kept are looked at in the file, laid side by side, remarked on, saved without a word of whose they are, deleted and restored',
  { timeout: 240_000 },
  async () => {
    const { ada } = desk;
    await ada.getByRole('button', { name: 'Back to the patient' }).click();
    const art = ada.getByRole('region', { name: 'Artwork' });
    await art.getByRole('button', { name: 'Two lines' }).waitFor();
    // A photograph of paper artwork, with something in the file that is no picture.
    const photo = Buffer.concat([
      await ada.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } }),
      Buffer.from('canaryofthecamera'),
    ]);
    await art.locator('input[type=file]').setInputFiles({ name: 'Robin Vale.png', mimeType: 'image/png', buffer: photo });
    await ada.getByRole('dialog').getByLabel('Title').fill('Clay house');
    await ada.getByRole('button', { name: 'Keep it in the file' }).click();
    await art.getByRole('button', { name: 'Clay house' }).waitFor();
    await expect.poll(() => art.locator('img').count()).toBe(3);
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 1280, height: 800 });
    await desk.shot(ada, 'portfolio');

    await art.getByRole('button', { name: 'Clay house' }).click();
    const dialog = ada.getByRole('dialog');
    await dialog.getByRole('img', { name: 'Clay house' }).waitFor();
    const download = ada.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save as a file' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^picture-\d{4}-\d\d-\d\d\.png$/);
    const bytes = await readFile(await saved.path());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.includes('canaryofthecamera')).toBe(false);
    await dialog.getByLabel('Lay another one beside it').selectOption({ index: 1 });
    await expect.poll(() => dialog.locator('img').count()).toBe(2);
    await dialog.getByLabel('Remarks').fill('Glazed twice.');
    await dialog.locator('[data-saved="kept"]').waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 1280, height: 800 });
    await desk.shot(ada, 'artwork');
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await expect.poll(() => art.locator('img').count()).toBe(2);
    await art.getByLabel('Show artwork that was deleted').check();
    await art.getByRole('button', { name: 'Restore Clay house' }).click();
    await art.getByText('No picture was deleted.').waitFor();
    await art.getByLabel('Show artwork that was deleted').uncheck();
    await art.getByRole('button', { name: 'Clay house' }).click();
    await expect.poll(() => dialog.getByLabel('Remarks').inputValue()).toBe('Glazed twice.');
  },
);

async function keep(page: Page, title: string, consent = 'They agreed'): Promise<void> {
  await page.getByRole('button', { name: 'Keep the drawing as it is now' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill(title);
  await dialog.getByLabel('What they said').selectOption(consent);
  await dialog.getByRole('button', { name: 'Keep it in the file' }).click();
  await page.getByText('It is kept in the file.').waitFor();
}
