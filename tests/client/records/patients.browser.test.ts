/** A therapist keeps patients' files and notes: at a desk, in two windows, through a reload and a server that is away. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDesk, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { newPatient } from '../steps/records.ts';

const shots = process.env['SHOTS'];
const SIZES = [
  ['phone', 390, 844],
  ['desk', 1280, 800],
] as const;

let desk: Desk;
let ada: Page;

beforeAll(async () => {
  desk = await createDesk('records');
  ({ ada } = desk);
});
afterAll(() => desk[Symbol.asyncDispose]());

const shot = async (page: Page, name: string): Promise<void> => {
  for (const [size, width, height] of shots === undefined ? [] : SIZES) {
    await page.setViewportSize({ width, height });
    await desk.shot(page, `${name}-${size}`);
  }
};
const kept = (page: Page): Promise<void> => page.locator('[data-saved="kept"]').waitFor();
const toPatients = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Patients' }).click();
  await page.getByRole('heading', { name: 'Patients', exact: true }).waitFor();
};
async function anotherPatient(page: Page, name: string): Promise<void> {
  await toPatients(page);
  await newPatient(page, name);
}
const openPatient = async (page: Page, name: string): Promise<void> => {
  await toPatients(page);
  await page.getByRole('button', { name: `Open the file of ${name}` }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};
const newNote = async (page: Page, kind = 'progress note'): Promise<void> => {
  await page.getByRole('button', { name: `New ${kind}` }).click();
  await page.getByRole('button', { name: 'Sign it' }).waitFor();
};

describe('patients', { timeout: 240_000 }, () => {
  test('[V90] a file is made, filled in and found again; what cannot be right is said beside the field and kept as it was typed', async () => {
    await toPatients(ada);
    await ada.getByRole('heading', { name: 'No patients yet' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await anotherPatient(ada, 'Robin Vale');
    await ada.getByLabel('Called').fill('Rob');
    await ada.getByLabel('Phone').fill('555 0199');
    await ada.getByLabel('E-mail').fill('robin@');
    await ada.getByLabel('Date of birth').fill('2250-01-01');
    await ada.getByLabel('Goals').fill('Sleep through.\nDraw again.');
    for (const words of ['A number with +', 'This is no e-mail address', 'cannot be a day of birth']) await ada.getByText(words).waitFor();
    await kept(ada);
    expect(await findings(ada)).toEqual([]);
    await shot(ada, 'patient');
    await ada.getByLabel('Phone').fill('+1 (555) 010-0199');
    await ada.getByText('A number with +').waitFor({ state: 'detached' });
    await kept(ada);
    await ada.reload();
    await ada.getByRole('heading', { level: 1, name: 'Robin Vale' }).waitFor();
    expect(await ada.getByLabel('Goals').inputValue()).toBe('Sleep through.\nDraw again.');
    expect(await ada.getByLabel('E-mail').inputValue()).toBe('robin@');
    await anotherPatient(ada, 'Wren Field');
    await toPatients(ada);
    await ada.getByLabel('Find').fill('draw rob');
    await ada.getByText('1 file', { exact: true }).waitFor();
    await ada.getByRole('heading', { name: 'Robin Vale', exact: true }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await shot(ada, 'patients');
    await ada.getByLabel('Find').fill('');
    await ada.getByRole('button', { name: 'Open the file of Wren Field' }).click();
    await ada.getByRole('button', { name: 'Put into the archive' }).click();
    await kept(ada);
    await toPatients(ada);
    await ada.getByText('1 file', { exact: true }).waitFor();
    await ada.getByLabel('Show those in the archive').check();
    await ada.getByRole('heading', { name: 'Wren Field' }).waitFor();
    await ada.getByLabel('Show those in the archive').uncheck();
  });

  test('[V91] a session is made from the file, and stands in it', async () => {
    await openPatient(ada, 'Robin Vale');
    await ada.getByRole('button', { name: 'New session' }).click();
    await ada.getByLabel('Title').fill('First meeting');
    await ada.getByRole('button', { name: 'Make the room' }).click();
    await ada.getByRole('region', { name: 'Sessions' }).getByRole('heading', { name: 'First meeting' }).waitFor();
    await kept(ada);
    await ada.getByRole('link', { name: 'Desk' }).click();
    await ada.getByRole('heading', { name: 'First meeting' }).waitFor();
  });

  test('[V92] a note is written, kept while typing, signed and added to; afterwards its versions are read and verified', async () => {
    await openPatient(ada, 'Robin Vale');
    await newNote(ada);
    await ada.getByLabel('Subjective').fill('Slept badly, dreamt of the sea.');
    await kept(ada);
    expect(await findings(ada)).toEqual([]);
    await shot(ada, 'note');
    await ada.getByLabel('Form').selectOption('Free text');
    await ada.getByLabel('Subjective').waitFor();
    await ada.getByLabel('Form').selectOption('SOAP');
    await ada.getByLabel('Subjective').fill('Slept well, dreamt of the sea.');
    await kept(ada);
    await ada.getByRole('button', { name: 'Show them' }).click();
    await ada.getByText('none of them missing').waitFor();
    await ada.getByRole('button', { name: /^Compare version 2/ }).click();
    await ada.locator('del', { hasText: 'badly' }).waitFor();
    await ada.locator('ins', { hasText: 'well' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await shot(ada, 'versions');
    await ada.getByRole('button', { name: 'Bring this version back' }).click();
    await expect.poll(() => ada.getByLabel('Subjective').inputValue()).toBe('Slept badly, dreamt of the sea.');
    await kept(ada);
    // What is not signed yet stands on the list's own page.
    await toPatients(ada);
    await ada.getByRole('region', { name: 'Not signed yet' }).getByText('Robin Vale').waitFor();
    await ada.getByRole('button', { name: /^Open Progress note/ }).click();
    await ada.getByRole('button', { name: 'Sign it' }).click();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('dialog').getByRole('button', { name: 'Sign it' }).click();
    await ada.getByRole('heading', { name: 'Addenda' }).waitFor();
    expect(await ada.getByLabel('Subjective').count()).toBe(0);
    await ada.getByLabel('Something to add').fill('It was the sister’s dream.');
    await ada.getByRole('button', { name: 'Add and sign' }).click();
    await ada.getByText('Added and signed').waitFor();
    await ada.getByRole('button', { name: 'Show them' }).click();
    await ada.getByText('unchanged since it was signed').waitFor();
    expect(await findings(ada)).toEqual([]);
    await shot(ada, 'signed');
    await toPatients(ada);
    await ada.getByRole('heading', { name: 'Patients', exact: true }).waitFor();
    await expect.poll(() => ada.getByRole('region', { name: 'Not signed yet' }).count()).toBe(0);
  });

  test('[V93] two windows on one note: both have what either wrote, and say so', async () => {
    await openPatient(ada, 'Robin Vale');
    await newNote(ada, 'psychotherapy note');
    const other = await ada.context().newPage();
    await other.goto(ada.url());
    await other.getByLabel('Note', { exact: true }).fill('From the other window.');
    await kept(other);
    await ada.getByLabel('Day').fill('2026-03-12');
    await ada.getByText('changed in another window').waitFor();
    await kept(ada);
    expect(await ada.getByLabel('Note', { exact: true }).inputValue()).toBe('From the other window.');
    await other.close();
  });

  test('[V94] with the network gone what is typed rests on the device, a reload brings it back, and it is kept once the network is', async () => {
    await openPatient(ada, 'Robin Vale');
    await newNote(ada);
    await ada.route('**/api/records/**', (route) => route.abort());
    await ada.getByLabel('Plan').fill('Bring the blue chalk.');
    await ada.locator('[data-saved="waiting"]').waitFor();
    await ada.getByText('rests sealed on this device').waitFor();
    await ada.unroute('**/api/records/**');
    await ada.reload();
    await kept(ada);
    expect(await ada.getByLabel('Plan').inputValue()).toBe('Bring the blue chalk.');
  });

  test('[V95] deleted notes and files are restored as they were', async () => {
    await openPatient(ada, 'Robin Vale');
    await newNote(ada);
    await ada.getByLabel('Plan').fill('To be deleted.');
    await kept(ada);
    await ada.getByRole('button', { name: 'Delete the note' }).click();
    await ada.getByRole('button', { name: 'Delete', exact: true }).click();
    await ada.getByRole('heading', { level: 1, name: 'Robin Vale' }).waitFor();
    await ada.getByLabel('Show those that were deleted').check();
    await ada.getByRole('button', { name: /^Restore the note/ }).click();
    await ada.getByText('No note was deleted.').waitFor();
    await ada.getByRole('button', { name: 'Delete the file' }).click();
    await ada.getByRole('button', { name: 'Delete', exact: true }).click();
    await ada.getByRole('heading', { name: 'Patients', exact: true }).waitFor();
    await expect.poll(() => ada.getByRole('heading', { name: 'Robin Vale', exact: true }).count()).toBe(0);
    await ada.getByRole('button', { name: 'Deleted files' }).click();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Restore the file of Robin Vale' }).click();
    await ada.getByText('Nothing was deleted.').waitFor();
    await ada.getByRole('button', { name: 'Close' }).click();
    await ada.getByRole('heading', { name: 'Robin Vale', exact: true }).waitFor();
  });

  test('[V96] a list is imported: its good rows are taken, each bad one is named with its reason', async () => {
    await toPatients(ada);
    await ada.getByRole('button', { name: 'Import a list' }).click();
    await ada.getByLabel('Dates in the list').selectOption('Month/day/year, as 12/31/2001');
    const rows = ['Name,DOB,Phone,Shoe size', '"Vale, Ida",2/3/2010,+15550100,36', ',1/1/2001,,', 'Jo Bad,13/13/2001,12,', 'Kim Good,,,'];
    await ada.getByLabel('Choose a file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) });
    await ada.getByText('2 rows can be taken. 2 rows cannot').waitFor();
    await ada.getByText('Row 3: Name: Every file needs a name').waitFor();
    await ada.getByText('Row 4: Date of birth').waitFor();
    await ada.getByText('Shoe size').waitFor();
    expect(await findings(ada)).toEqual([]);
    await shot(ada, 'import');
    await ada.getByRole('button', { name: 'Import 2 rows' }).click();
    await ada.getByText('Done: 2 of 2.').waitFor();
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await ada.getByRole('button', { name: 'Open the file of Vale, Ida' }).click();
    await expect.poll(() => ada.getByLabel('Date of birth').inputValue()).toBe('2010-02-03');
  });
});
