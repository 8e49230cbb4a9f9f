/** What a therapist does with patients' files, as they would: by the words on the screen. */
import type { Page } from 'playwright-core';

/** At the list of patients: a new file, which is open afterwards. */
export async function newPatient(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New patient' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Make the file' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** In an open file: a photograph is kept as artwork, and looked at. */
export async function keepPhotograph(page: Page, title: string, remarks = ''): Promise<void> {
  const art = page.getByRole('region', { name: 'Artwork' });
  await art.getByRole('button', { name: 'Add a photograph' }).waitFor();
  const photo = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } });
  await art.locator('input[type=file]').setInputFiles({ name: 'clay.png', mimeType: 'image/png', buffer: photo });
  await page.getByRole('dialog').getByLabel('Title').fill(title);
  await page.getByRole('dialog').getByLabel('Remarks').fill(remarks);
  await page.getByRole('button', { name: 'Keep it in the file' }).click();
  await art.getByRole('button', { name: title }).click();
}
