/** What people with an account do, as they would: by the words on the screen. */
import type { Page } from 'playwright-core';

export type Somebody = { readonly email: string; readonly name: string; readonly password: string };

async function fillAccount(page: Page, { email, name, password }: Somebody): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password once more').fill(password);
}

/** The first visit of a new server. */
export async function setUpPractice(page: Page, url: string, who: Somebody, { therapist }: { therapist: boolean }): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { name: 'Set up this practice' }).waitFor();
  await fillAccount(page, who);
  await page.getByLabel('I am also a therapist').setChecked(therapist);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('heading', { name: therapist ? 'Your rooms' : 'Practice' }).waitFor();
}

/** The link that an admin hands to a therapist. */
export async function inviteTherapist(admin: Page, email: string): Promise<string> {
  await admin.getByRole('button', { name: 'Invite a therapist' }).click();
  await admin.getByLabel('Their e-mail').fill(email);
  await admin.getByRole('button', { name: 'Make a link' }).click();
  const link = await admin.getByLabel('Invitation link').inputValue();
  await admin.getByRole('button', { name: 'Close' }).click();
  return link;
}

export async function acceptInvitation(page: Page, link: string, who: Somebody): Promise<void> {
  await page.goto(link);
  await page.getByRole('heading', { name: 'Welcome to Holdspace' }).waitFor();
  await fillAccount(page, who);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await page.getByRole('heading', { name: 'Your rooms' }).waitFor();
}

export async function signIn(page: Page, url: string, { email, password }: Somebody): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Makes a room and gives its first invite link. */
export async function makeRoom(therapist: Page, title: string): Promise<string> {
  await therapist.getByRole('button', { name: 'New room' }).click();
  await therapist.getByLabel('Title').fill(title);
  await therapist.getByRole('button', { name: 'Make the room' }).click();
  const link = await therapist.getByLabel('Invite link', { exact: true }).inputValue();
  await therapist.getByRole('img', { name: 'The invite link as a QR code' }).waitFor();
  await therapist.getByRole('button', { name: 'Close' }).click();
  return link;
}

export async function openRoom(therapist: Page, title: string): Promise<void> {
  await therapist.getByRole('button', { name: `Open ${title}` }).click();
  await therapist.getByRole('button', { name: 'Go in' }).click();
  await therapist.getByRole('heading', { name: title }).waitFor();
}
