/** The door of the room, who may write in it, and the way back to the waiting room: a therapist at a desk, patients with phones and at desks. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { makeRoom, openRoom } from '../steps/account.ts';
import { createDesk, lines, show, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { admit, askToComeIn, draw } from '../steps/room.ts';

let desk: Desk;
let browser: TestBrowser;
let ada: Page;

beforeAll(async () => {
  desk = await createDesk('door');
  ({ browser, ada } = desk);
});

afterAll(() => desk[Symbol.asyncDispose]());

describe('the door', { timeout: 240_000 }, () => {
  test('[V52] the therapist locks the room: links say so calmly, nobody is let in by mistake, and everything opens again', async () => {
    const first = await makeRoom(ada, 'Locked');
    const [second, third] = [await desk.anotherLink('Locked'), await desk.anotherLink('Locked')];
    const robin = await browser.person(DESKTOP);
    await askToComeIn(robin, first, 'Robin');
    await openRoom(ada, 'Locked');
    await admit(ada, 'Robin');
    const wren = await browser.person(PHONE);
    await askToComeIn(wren, second, 'Wren');
    await show(ada, 'People');
    await ada.getByRole('button', { name: 'Admit Wren' }).waitFor();
    await ada.getByRole('button', { name: 'Lock the room' }).click();
    await ada.getByRole('button', { name: 'Admit Wren' }).waitFor({ state: 'detached' });
    await ada.getByText('The room is locked. Unlock it in the People panel').waitFor();
    await wren.getByText('The room is closed for now. Your therapist can open it again.').waitFor();
    await desk.shot(wren, 'locked-waiting');
    await ada.setViewportSize({ width: 390, height: 844 });
    await show(ada, 'People');
    await desk.shot(ada, 'locked-phone');
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 1280, height: 800 });
    await desk.shot(ada, 'locked');
    const finch = await browser.person({ ...PHONE, bypassCSP: true });
    await finch.goto(third);
    await finch.getByRole('heading', { name: 'The room is closed for now' }).waitFor();
    await desk.shot(finch, 'locked-lobby');
    expect(await findings(finch)).toEqual([]);
    await robin.reload();
    await draw(robin, [0.2, 0.2], [0.5, 0.5]);
    await lines(ada, 1);
    await show(robin, 'People');
    await robin.getByText('The room is locked: nobody else comes in.').waitFor();
    await ada.getByRole('button', { name: 'Unlock the room' }).click();
    await wren.getByText('You are next.').waitFor();
    await finch.getByRole('button', { name: 'Try again' }).click();
    await finch.getByLabel('Your name').waitFor();
    await admit(ada, 'Wren');
    await lines(wren, 1);
    await desk.leaveRoom();
    await Promise.all([robin, wren, finch].map((page) => page.context().close()));
  });

  test('[V53] one press says who draws and who writes; somebody is sent back to wait, and comes in again', async () => {
    const first = await makeRoom(ada, 'Pair');
    const second = await desk.anotherLink('Pair');
    const [robin, wren] = [await browser.person(DESKTOP), await browser.person(PHONE)];
    await askToComeIn(robin, first, 'Robin');
    await askToComeIn(wren, second, 'Wren');
    await openRoom(ada, 'Pair');
    await admit(ada, 'Robin');
    await admit(ada, 'Wren');
    await show(ada, 'People');
    // Until then the board moves down as what is said above it grows.
    await ada.getByText('Robin and Wren:').waitFor();
    await robin.getByText('Your therapist may read these words with you').waitFor();
    await draw(robin, [0.2, 0.2], [0.5, 0.5]);
    await lines(robin, 1);
    await lines(wren, 1);

    // Who draws and who writes: one press for all.
    const pressed = (name: string) => ada.getByRole('button', { name, exact: true, pressed: true }).waitFor();
    await pressed('Everybody draws');
    await ada.getByRole('button', { name: 'Nobody draws' }).click();
    await pressed('Nobody draws');
    await ada.getByText('You do not draw at the moment.').waitFor();
    await robin.getByText('The board is for looking at the moment.').waitFor();
    await ada.getByRole('button', { name: 'Only I write' }).click();
    await pressed('Only I write');
    await show(robin, 'Chat');
    await robin.getByText('You read here at the moment. Your therapist can let you write.').waitFor();
    await desk.shot(robin, 'no-chat');
    await ada.getByRole('button', { name: 'Only they draw' }).click();
    await pressed('Only they draw');
    await draw(wren, [0.2, 0.6], [0.6, 0.7]);
    await lines(ada, 2);
    await desk.shot(ada, 'who-may');
    await ada.getByRole('button', { name: 'Everybody draws' }).click();
    await ada.getByRole('button', { name: 'Everybody writes' }).click();
    await pressed('Everybody writes');

    // What is in the panel scrolls inside it: the page itself never moves.
    expect(await ada.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
    // Somebody waits outside for a while.
    await ada.getByRole('button', { name: 'Send back Robin to the waiting room' }).click();
    await ada.getByRole('dialog').waitFor();
    await desk.shot(ada, 'send-back');
    await ada.getByRole('button', { name: 'Send to the waiting room', exact: true }).click();
    await robin.getByRole('heading', { name: 'You are in the waiting room again' }).waitFor();
    expect(await robin.locator('.board-canvas, .call-tile').count()).toBe(0);
    await desk.shot(robin, 'sent-back');
    // What is said above the board moves it: only then is it drawn on.
    await ada.getByText('asks to come in again').waitFor();
    await draw(ada, [0.6, 0.2], [0.8, 0.5]);
    await lines(wren, 3);
    await admit(ada, 'Robin');
    await lines(robin, 3);
    await draw(robin, [0.3, 0.8], [0.6, 0.8]);
    await lines(ada, 4);
    // Also after a reload meanwhile.
    await ada.getByRole('button', { name: 'Send back Wren to the waiting room' }).click();
    await ada.getByRole('button', { name: 'Send to the waiting room', exact: true }).click();
    await wren.getByRole('heading', { name: 'You are in the waiting room again' }).waitFor();
    await wren.reload();
    await wren.getByRole('heading', { name: 'You are in the waiting room' }).waitFor();
    await admit(ada, 'Wren');
    await lines(wren, 4);
    await Promise.all([robin, wren].map((page) => page.context().close()));
  });
});
