/** A patient with an account, in two real browsers: their therapist is known again, and gives them a copy of what they drew. */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PHONE } from '#tests/support/chromium.ts';
import { acceptInvitation, inviteTherapist, joinWithAccount, makeRoom, openRoom, participantAccount } from './steps/account.ts';
import { createDesk, type Desk } from './steps/desk.ts';
import { findings } from './steps/findings.ts';
import { keepPhotograph, newPatient } from './steps/records.ts';
import { admit } from './steps/room.ts';

const ROBIN = { email: 'robin@home.example', name: 'Robin', password: 'nine small boats go out at dawn' };
const MALLORY = { email: 'mallory@practice.example', name: 'Ada', password: 'eleven grey herons by the weir' };

let desk: Desk;
let ada: Page;
let robin: Page;

beforeAll(async () => {
  desk = await createDesk('known-host');
  ({ ada } = desk);
  robin = await desk.browser.person({ ...PHONE, bypassCSP: true });
  await participantAccount(ada, robin, ROBIN);
});
afterAll(() => desk[Symbol.asyncDispose]());

async function look(page: Page, name: string): Promise<void> {
  expect(await findings(page)).toEqual([]);
  await desk.shot(page, name);
}
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

describe('the patient’s side', { timeout: 240_000 }, () => {
  test('[V124] after a session in which the words were compared, a copy is given to the patient, who looks at it under “Given to you”', async () => {
    await joinWithAccount(robin, await makeRoom(ada, 'First meeting'), 'Robin');
    await openRoom(ada, 'First meeting');
    await admit(ada, 'Robin');
    await heading(robin, 'First meeting').waitFor();
    await robin.getByText('you meet your therapist here for the first time').waitFor();
    await ada.getByRole('button', { name: 'They match' }).click();
    await ada.getByRole('button', { name: 'They match' }).waitFor({ state: 'detached' });
    await robin.getByRole('button', { name: 'Leave', exact: true }).click();
    await robin.getByRole('button', { name: 'Leave the room' }).click();
    await heading(robin, 'Your sessions').waitFor();
    await ada.goto(`${desk.served.url}/patients`);
    await newPatient(ada, 'Robin Vale');
    await keepPhotograph(ada, 'Clay house');
    await ada.getByRole('button', { name: 'Give a copy' }).click();
    const dialog = ada.getByRole('dialog', { name: 'Give a copy' });
    await dialog.getByLabel('For whom').selectOption({ label: 'Robin' });
    await dialog.getByRole('button', { name: 'Give them the copy' }).click();
    await dialog.getByText('Robin can look at it now.').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await robin.reload();
    const given = robin.getByRole('region', { name: 'Given to you' });
    await given.getByText('From Ada').waitFor();
    await look(robin, 'given');
    await given.getByRole('button', { name: 'Look at it Clay house' }).click();
    await robin.getByRole('dialog').getByRole('img', { name: 'Clay house' }).waitFor();
    await look(robin, 'copy');
    await robin.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    const download = robin.waitForEvent('download');
    await given.getByRole('button', { name: 'Save everything' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^copies-\d{4}-\d\d-\d\d\.zip$/);
    const files = unzipSync(await readFile(await saved.path()));
    expect(Object.keys(files).toSorted()).toEqual(['001/picture.png', 'list.txt']);
    expect(strFromU8(files['list.txt'] ?? new Uint8Array())).toContain('Clay house');
    expect(strFromU8((files['001/picture.png'] ?? new Uint8Array()).subarray(1, 4))).toBe('PNG');
    expect((await robin.locator('main').innerText()).toLowerCase()).not.toMatch(/colleague|sealed|directory/);
  });

  test('[V65] another account under their therapist’s name: they are stopped before anything is opened, and told whom to call', async () => {
    await ada.goto(`${desk.served.url}/admin`);
    const mallory = await desk.browser.person({ bypassCSP: true });
    await acceptInvitation(mallory, await inviteTherapist(ada, MALLORY.email), MALLORY);
    await joinWithAccount(robin, await makeRoom(mallory, 'Another meeting'), 'Robin');
    await openRoom(mallory, 'Another meeting');
    await admit(mallory, 'Robin');
    await heading(robin, 'First call Ada').waitFor();
    await robin.getByText('You know somebody called Ada here, and this is another account.').waitFor();
    await look(robin, 'stopped');
    await robin.getByRole('button', { name: 'They differ' }).click();
    await heading(robin, 'Please do not go in').waitFor();
    await look(robin, 'stopped-differ');
    await robin.getByRole('button', { name: 'Your sessions' }).click();
    await robin.getByRole('button', { name: 'Go in Another meeting' }).click();
    await heading(robin, 'First call Ada').waitFor();
    await robin.getByRole('button', { name: 'They are the same' }).click();
    await heading(robin, 'Another meeting').waitFor();
    await mallory.close();
  });
});
