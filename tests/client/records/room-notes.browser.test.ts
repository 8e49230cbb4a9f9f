/** Notes beside the live room: on the therapist's screen alone, at a desk and on a phone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESKTOP } from '#tests/support/chromium.ts';
import { makeRoom, openRoom } from '../steps/account.ts';
import { createDesk, lines, show, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
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
    await ada.getByRole('button', { name: 'New patient' }).click();
    await ada.getByRole('dialog').getByLabel('Name').fill('Robin Vale');
    await ada.getByRole('button', { name: 'Make the file' }).click();
    await ada.getByRole('heading', { level: 1, name: 'Robin Vale' }).waitFor();
    await ada.getByRole('link', { name: 'Rooms' }).click();
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
    await desk.leaveRoom();
    await ada.getByRole('link', { name: 'Patients' }).click();
    await ada.getByRole('button', { name: 'Open the file of Robin Vale' }).click();
    await ada.getByRole('region', { name: 'Sessions' }).getByRole('heading', { name: 'Tuesday' }).waitFor();
    await ada.getByRole('button', { name: /^Open Progress note/ }).click();
    await expect.poll(() => ada.getByLabel('Objective').inputValue()).toBe('Draws with both hands.');
    expect(await ada.getByLabel('Plan').inputValue()).toBe('More blue chalk.');
  },
);
