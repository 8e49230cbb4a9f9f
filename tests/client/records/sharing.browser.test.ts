/** Copies of a patient's artwork and notes given to a colleague, in two real browsers: looked at, accounted for, taken back. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptInvitation, inviteTherapist } from '../steps/account.ts';
import { createDesk, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { keepPhotograph, newPatient } from '../steps/records.ts';

const TOM = { email: 'tom@practice.example', name: 'Tom', password: 'nine small boats go out at dawn' };
const ADA = 'ada@practice.example';

let desk: Desk;
let ada: Page;
let tom: Page;

beforeAll(async () => {
  desk = await createDesk('sharing');
  ({ ada } = desk);
  tom = await desk.browser.person({ bypassCSP: true });
});
afterAll(() => desk[Symbol.asyncDispose]());

async function look(page: Page, name: string): Promise<void> {
  expect(await findings(page)).toEqual([]);
  const size = page.viewportSize();
  for (const [kind, width, height] of [
    ['phone', 390, 844],
    ['desktop', 1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await desk.shot(page, `${name}-${kind}`);
  }
  if (size !== null) await page.setViewportSize(size);
}
async function compare(page: Page, email: string): Promise<void> {
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Compare words with a colleague' }).click();
  await page.getByLabel('Your colleague’s e-mail').fill(email);
  await page.getByRole('button', { name: 'Show the words' }).click();
  await page.getByRole('button', { name: 'They are the same' }).click();
  await page.getByRole('button', { name: `Forget ${email}` }).waitFor();
}
const patient = async (): Promise<void> => {
  await ada.getByRole('link', { name: 'Patients' }).click();
  await ada.getByRole('button', { name: 'Open the file of Robin Vale' }).click();
  await ada.getByRole('heading', { level: 1, name: 'Robin Vale' }).waitFor();
};
/** In the dialog of giving a copy. */
async function give(): Promise<void> {
  const dialog = ada.getByRole('dialog', { name: 'Give a copy' });
  await dialog.getByLabel('For whom').selectOption({ label: TOM.email });
  await dialog.getByLabel('Why').selectOption('The patient agreed to it');
  await dialog.getByRole('button', { name: 'Give them the copy' }).click();
  await dialog.getByText(`${TOM.email} can look at it now.`).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
}
const given = () => ada.getByRole('region', { name: 'Given to others' });
const received = (page: Page) => page.getByRole('region', { name: 'Given to you' });

describe('copies', { timeout: 240_000 }, () => {
  test('[V120] a picture is given to nobody whose keys are not confirmed', async () => {
    await ada.getByRole('link', { name: 'Patients' }).click();
    await newPatient(ada, 'Robin Vale');
    await keepPhotograph(ada, 'Clay house', 'a canary of remarks');
    await ada.getByRole('button', { name: 'Give a copy' }).click();
    await ada.getByText('There is nobody yet whose keys you confirmed.').waitFor();
    await look(ada, 'nobody');
    await ada.getByRole('dialog', { name: 'Give a copy' }).getByRole('button', { name: 'Close' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  });

  test('[V121] a copy is given until a last day, looked at by whom it was given to, without the remarks; both see who opened it', async () => {
    await ada.getByRole('link', { name: 'Practice' }).click();
    await acceptInvitation(tom, await inviteTherapist(ada, TOM.email), TOM);
    await compare(ada, TOM.email);
    await patient();
    await ada.getByRole('button', { name: 'Clay house' }).click();
    await ada.getByRole('button', { name: 'Give a copy' }).click();
    const dialog = ada.getByRole('dialog', { name: 'Give a copy' });
    await dialog.getByRole('button', { name: 'Give them the copy' }).click();
    await dialog.getByText('Choose for whom it is.').waitFor();
    await dialog.getByLabel('Last day').fill('2020-01-01');
    await dialog.getByText('This day is over.').waitFor();
    await look(ada, 'give');
    await dialog.getByLabel('Last day').fill('2099-12-31');
    await give();
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    // Not opened before the words were compared on the other side, too.
    await tom.reload();
    await received(tom).getByText('somebody whose keys your account does not know').waitFor();
    await compare(tom, ADA);
    await tom.getByRole('link', { name: 'Desk' }).click();
    await received(tom).getByRole('heading', { name: 'Clay house' }).waitFor();
    await look(tom, 'received');
    await received(tom).getByRole('button', { name: 'Look at it Clay house' }).click();
    const copy = tom.getByRole('dialog', { name: 'Clay house' });
    await copy.getByRole('img', { name: 'Clay house' }).waitFor();
    expect(await copy.textContent()).not.toContain('canary');
    await look(tom, 'copy');
    const download = tom.waitForEvent('download');
    await copy.getByRole('button', { name: 'Save as a file' }).click();
    expect((await download).suggestedFilename()).toMatch(/^picture-\d{4}-\d\d-\d\d\.png$/);
    const printable = tom.waitForEvent('download');
    await copy.getByRole('button', { name: 'Save as PDF' }).click();
    expect((await readFile(await (await printable).path())).subarray(0, 5).toString()).toBe('%PDF-');
    await copy.getByRole('button', { name: 'Who has opened it' }).click();
    await tom.getByText('You opened it').first().waitFor();
    await look(tom, 'accesses');
  });

  test('[V122] what was given is accounted for in the patient’s file, on paper too; taken back it is gone on the other side', async () => {
    await patient();
    await given().getByText('The patient agreed to it. Until').waitFor();
    await given().getByRole('button', { name: 'Who opened it Clay house' }).click();
    await ada.getByText(`${TOM.email} opened it`).first().waitFor();
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await given().getByRole('button', { name: 'Account of it' }).click();
    const account = ada.getByRole('article', { name: 'Account of what was given' });
    await account.getByRole('cell', { name: 'Clay house' }).waitFor();
    await look(ada, 'account');
    await ada.emulateMedia({ media: 'print' });
    expect(await ada.getByRole('link', { name: 'Patients' }).isVisible()).toBe(false);
    expect(await account.isVisible()).toBe(true);
    await ada.emulateMedia({ media: 'screen' });
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await look(ada, 'given');
    await given().getByRole('button', { name: 'Take it back Clay house' }).click();
    await given().getByText('Taken back').waitFor();
    await tom.reload();
    await tom.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    expect(await received(tom).count()).toBe(0);
  });

  test('[V123] a signed progress note is given with what was added to it; one that is not signed, and a psychotherapy note, are not', async () => {
    await patient();
    await ada.getByRole('button', { name: 'New psychotherapy note' }).click();
    await ada.getByRole('button', { name: 'Sign it' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Sign it' }).click();
    await ada.getByRole('heading', { name: 'Addenda' }).waitFor();
    expect(await ada.getByRole('button', { name: 'Give a copy' }).count()).toBe(0);
    await patient();
    await ada.getByRole('button', { name: 'New progress note' }).click();
    await ada.getByLabel('Subjective').fill('Slept well.');
    await ada.locator('[data-saved="kept"]').waitFor();
    expect(await ada.getByRole('button', { name: 'Give a copy' }).count()).toBe(0);
    await ada.getByRole('button', { name: 'Sign it' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Sign it' }).click();
    await ada.getByLabel('Something to add').fill('Dreamt of the sea.');
    await ada.getByRole('button', { name: 'Add and sign' }).click();
    await ada.getByText('Added and signed').waitFor();
    await ada.getByRole('button', { name: 'Give a copy' }).click();
    await give();
    await tom.reload();
    await received(tom)
      .getByRole('button', { name: /^Look at it Progress note of/ })
      .click();
    const dialog = tom.getByRole('dialog');
    for (const words of ['Slept well.', 'Dreamt of the sea.']) await dialog.getByText(words).waitFor();
    await look(tom, 'note');
  });
});
