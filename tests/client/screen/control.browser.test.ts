/** The therapist's control of a room, in three browsers: a therapist at a desk, two patients. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { makeRoom, openRoom } from '../steps/account.ts';
import { createDesk, lines, show, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { admit, allSaved, askToComeIn, draw, messages, say } from '../steps/room.ts';

let desk: Desk;
let browser: TestBrowser;
let ada: Page;

beforeAll(async () => {
  desk = await createDesk('control');
  ({ browser, ada } = desk);
});

afterAll(() => desk[Symbol.asyncDispose]());

describe('control of the room', { timeout: 240_000 }, () => {
  test('[V36] the therapist says who may draw and who may write: for one person, for all, and for whoever comes later', async () => {
    const first = await makeRoom(ada, 'Rights');
    const second = await desk.anotherLink('Rights');
    const robin = await browser.person(DESKTOP);
    await askToComeIn(robin, first, 'Robin');
    await openRoom(ada, 'Rights');
    await admit(ada, 'Robin');
    await draw(robin, [0.2, 0.2], [0.5, 0.5]);
    await lines(ada, 1);
    await show(ada, 'People');
    const mayDraw = ada.getByRole('button', { name: 'May draw (Robin)' });
    expect(await mayDraw.getAttribute('aria-pressed')).toBe('true');
    await desk.shot(ada, 'rights');
    await mayDraw.click();
    await robin.getByText('The board is for looking at the moment.').waitFor();
    await expect.poll(() => mayDraw.getAttribute('aria-pressed')).toBe('false');
    await desk.shot(ada, 'rights-taken');
    await desk.shot(robin, 'rights-guest');
    await draw(robin, [0.2, 0.6], [0.5, 0.6]);
    await draw(ada, [0.6, 0.2], [0.8, 0.5]);
    await lines(robin, 2);
    await lines(ada, 2);
    await ada.getByRole('button', { name: 'May write in the chat (Robin)' }).click();
    await robin.getByText('Board and chat are for looking and reading at the moment.').waitFor();
    expect(await robin.getByLabel('Message', { exact: true }).count()).toBe(0);
    await ada.getByRole('button', { name: 'May write in the chat (Robin)' }).click();
    await ada.getByRole('button', { name: 'Everybody draws' }).click();
    await robin.getByText(/for looking/).waitFor({ state: 'detached' });
    await draw(robin, [0.2, 0.7], [0.5, 0.7]);
    await lines(ada, 3);
    await ada.getByRole('button', { name: 'Only I draw' }).click();
    await robin.getByText('The board is for looking at the moment.').waitFor();
    // Whoever comes later comes into the same room.
    const wren = await browser.person(PHONE);
    await askToComeIn(wren, second, 'Wren');
    await admit(ada, 'Wren');
    await wren.getByText('The board is for looking at the moment.').waitFor();
    await lines(wren, 3);
    await Promise.all([allSaved(ada), allSaved(robin)]);
    await desk.leaveRoom();
    await Promise.all([robin, wren].map((page) => page.context().close()));
  });

  test('[V35] a person is removed at once and for good; the others go on drawing and writing, and later ones see all that was before', async () => {
    const first = await makeRoom(ada, 'Family');
    const second = await desk.anotherLink('Family');
    const third = await desk.anotherLink('Family');
    const [robin, wren] = [await browser.person(PHONE), await browser.person(DESKTOP)];
    await askToComeIn(robin, first, 'Robin');
    await askToComeIn(wren, second, 'Wren');
    await openRoom(ada, 'Family');
    await admit(ada, 'Robin');
    await admit(ada, 'Wren');
    await draw(wren, [0.2, 0.2], [0.5, 0.5]);
    await lines(ada, 1);
    await lines(robin, 1);
    await show(ada, 'People');
    await ada.getByRole('button', { name: 'Remove Robin' }).waitFor();
    // On a phone People is a part of its own; its dialog stays open over every size.
    await ada.setViewportSize({ width: 390, height: 844 });
    await show(ada, 'People');
    await desk.shot(ada, 'people');
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 390, height: 844 });
    await ada.getByRole('button', { name: 'Remove Robin' }).click();
    await ada.getByRole('heading', { name: 'Remove Robin?' }).waitFor();
    await desk.shot(ada, 'remove-phone');
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 1280, height: 800 });
    await ada.getByRole('heading', { name: 'Remove Robin?' }).waitFor();
    await desk.shot(ada, 'remove');
    await ada.getByRole('dialog').getByRole('button', { name: 'Remove Robin', exact: true }).click();
    await robin.getByRole('heading', { name: 'You are no longer in the room' }).waitFor();
    await desk.shot(robin, 'removed');
    await ada.getByRole('button', { name: 'Remove Robin' }).waitFor({ state: 'detached' });
    await draw(wren, [0.6, 0.2], [0.8, 0.5]);
    await lines(ada, 2);
    await say(wren, 'still here');
    await ada.getByRole('button', { name: /^Chat/ }).click();
    await ada.getByText('still here').waitFor();
    expect(await messages(ada)).toEqual(['Wren: still here']);
    await Promise.all([allSaved(ada), allSaved(wren)]);
    // The link opens nothing any more, also in the same browser.
    await robin.goto(first);
    await robin.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    const finch = await browser.person(DESKTOP);
    await askToComeIn(finch, third, 'Finch');
    await admit(ada, 'Finch');
    await lines(finch, 2);
    await ada.reload();
    await lines(ada, 2);
    await draw(ada, [0.2, 0.7], [0.4, 0.8]);
    await lines(finch, 3);
    await lines(wren, 3);
    await Promise.all([robin, wren, finch].map((page) => page.context().close()));
  });
});
