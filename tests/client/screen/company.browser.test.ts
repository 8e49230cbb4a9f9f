/** Several people in one room: a therapist at a desk, a patient with a phone, a supervisor who observes, others without a screen. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp } from '#client/net/http.ts';
import { joinByInvite } from '#client/room/join.ts';
import type { Participant } from '#client/room/types.ts';
import { DESKTOP, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { makeLink, makeRoom, openRoom } from '../steps/account.ts';
import { createDesk, lines, show, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { admit, askToComeIn, draw } from '../steps/room.ts';

let desk: Desk;
let browser: TestBrowser;
let ada: Page;

beforeAll(async () => {
  desk = await createDesk('company');
  ({ browser, ada } = desk);
});

afterAll(() => desk[Symbol.asyncDispose]());

/** Comes without a screen, with real keys. */
async function headless(link: string, name: string): Promise<Participant> {
  const joined = await joinByInvite({ link, name, http: createHttp({ origin: desk.served.url }) });
  if (!joined.ok) throw new Error(joined.code);
  await admit(ada, name);
  const inside = await joined.value.admitted;
  await inside.synced;
  return inside;
}

describe('company', { timeout: 240_000 }, () => {
  test('[V50] somebody observes and everybody is told so the whole time; a co-therapist is shown as one', async () => {
    const first = await makeRoom(ada, 'Couple');
    await ada.getByRole('button', { name: 'Invite to Couple' }).click();
    await ada.getByLabel('Somebody who observes').check();
    await desk.shot(ada, 'invite-form');
    expect(await findings(ada)).toEqual([]);
    const second = await makeLink(ada, { role: 'observer' });
    await ada.getByRole('button', { name: 'Close' }).click();
    const third = await desk.anotherLink('Couple', { role: 'co-therapist' });

    const robin = await browser.person(PHONE);
    await askToComeIn(robin, first, 'Robin');
    const sam = await browser.person({ ...DESKTOP, bypassCSP: true });
    await sam.goto(second);
    await sam.getByText('You are invited to observe').waitFor();
    await desk.shot(sam, 'lobby');
    expect(await findings(sam)).toEqual([]);
    await sam.getByLabel('Your name').fill('Sam');
    await sam.getByRole('button', { name: 'Ask to come in' }).click();
    await sam.getByRole('heading', { name: 'You are in the waiting room' }).waitFor();

    await openRoom(ada, 'Couple');
    await admit(ada, 'Robin');
    await ada.getByText('asks to come in to observe; everybody will see that').waitFor();
    await desk.shot(ada, 'asks-to-observe');
    await admit(ada, 'Sam');
    const kim = await headless(third, 'Kim');
    for (const page of [ada, robin]) await page.getByText('Sam observes this session.').waitFor();
    await sam.getByText('You are observing.').waitFor();

    // In every part of the room, and after a reload.
    await robin.reload();
    for (const part of ['Chat', 'People', 'Call', 'Board'] as const) {
      await show(robin, part);
      await robin.getByText('Sam observes this session.').waitFor();
      await desk.shot(robin, `phone-${part.toLowerCase()}`);
    }
    await draw(robin, [0.2, 0.2], [0.5, 0.5]);
    await lines(sam, 1);
    await draw(sam, [0.2, 0.6], [0.5, 0.6]);
    await draw(ada, [0.6, 0.2], [0.8, 0.5]);
    await lines(sam, 2);
    await lines(ada, 2);
    expect(await sam.getByLabel('Message', { exact: true }).count()).toBe(0);
    expect(await sam.getByRole('button', { name: /camera|Mute|Unmute/ }).count()).toBe(0);
    expect(await sam.getByText(/Your therapist can change that/).count()).toBe(0);
    await desk.shot(sam, 'observer');
    expect(await findings(sam)).toEqual([]);

    await show(ada, 'People');
    await ada.getByText('Co-therapist').last().waitFor();
    await ada.getByRole('button', { name: 'May draw (Kim)' }).waitFor();
    expect(await ada.getByRole('button', { name: 'May draw (Sam)' }).count()).toBe(0);
    await desk.shot(ada, 'people');
    expect(await findings(ada)).toEqual([]);
    await desk.leaveRoom();
    await kim.close();
    await Promise.all([robin, sam].map((page) => page.context().close()));
  });

  test('[V51] twelve people have their place on phone, tablet and desktop, with one’s own buttons in reach', async () => {
    const first = await makeRoom(ada, 'Group');
    const links: string[] = [];
    for (let i = 0; i < 10; i++) links.push(await desk.anotherLink('Group'));
    const robin = await browser.person({ ...PHONE, bypassCSP: true });
    await askToComeIn(robin, first, 'Robin');
    await openRoom(ada, 'Group');
    await admit(ada, 'Robin');
    const others: Participant[] = [];
    for (const [i, link] of links.entries()) others.push(await headless(link, `Guest with a longer name ${i + 1}`));
    await expect.poll(() => robin.locator('.call-tile').count()).toBe(12);
    for (const page of [ada, robin]) {
      await page
        .getByRole('button', { name: 'Done' })
        .or(page.getByRole('button', { name: 'They match' }))
        .click();
    }
    await desk.shot(robin, 'twelve-phone-board');
    await show(robin, 'Call');
    await robin.getByRole('button', { name: 'Mute' }).click();
    await desk.shot(robin, 'twelve-phone-call');
    expect(await findings(robin)).toEqual([]);
    await robin.setViewportSize({ width: 820, height: 1180 });
    await desk.shot(robin, 'twelve-tablet-call');
    await ada.setViewportSize({ width: 1280, height: 800 });
    await ada.emulateMedia({ colorScheme: 'light' });
    await show(ada, 'People');
    await ada.getByRole('button', { name: 'Mute' }).click();
    await desk.shot(ada, 'twelve-desktop');
    expect(await findings(ada)).toEqual([]);
    await ada.setViewportSize({ width: 1280, height: 800 });
    await desk.leaveRoom();
    for (const one of others) await one.close();
    await robin.context().close();
  });
});
