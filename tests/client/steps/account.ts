/** What people with an account do, as they would: by the words on the screen. */
import type { Page } from 'playwright-core';
import { nextCode, rememberCodes, totpNow } from '#tests/support/factors.ts';

export type Somebody = { readonly email: string; readonly name: string; readonly password: string };

export async function fillAccount(page: Page, { email, name, password }: Somebody): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password once more').fill(password);
}

/** The steps after the password, with an authenticator app; the back-up codes are remembered for `signIn`. `look` is called at each step. */
export async function enrol(page: Page, who: Somebody, look = async (): Promise<void> => undefined): Promise<void> {
  await page.getByRole('heading', { name: 'A second way to show it is you' }).waitFor();
  await look();
  await enrolApp(page, look);
  await keepCodes(page, who, look);
  await keepKit(page, look);
}

/** The recovery kit, where it is shown: gives three of its words back, as asked. The words, in their order. */
export async function keepKit(page: Page, look = async (): Promise<void> => undefined): Promise<readonly string[]> {
  const listed = page.getByRole('list', { name: 'The 24 words of your kit' }).locator('.kit-word');
  await listed.first().waitFor();
  const words = await listed.allTextContents();
  await look();
  await page.getByRole('button', { name: 'I have it on paper' }).click();
  const asked = page.getByLabel(/^Word \d+$/);
  await asked.first().waitFor();
  await look();
  for (const field of await asked.all()) {
    const [, number = ''] = /(\d+)$/.exec((await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent)) ?? '') ?? [];
    await field.fill(words[Number(number) - 1] ?? '');
  }
  await page.getByRole('button', { name: 'This is my kit' }).click();
  return words;
}

/** The step of the back-up codes: they are remembered for `signIn`. */
export async function keepCodes(page: Page, { email }: Somebody, look = async (): Promise<void> => undefined): Promise<void> {
  await page.getByRole('heading', { name: 'Back-up codes' }).waitFor();
  const codes = page.getByRole('list', { name: 'Your back-up codes' }).getByRole('listitem');
  await codes.first().waitFor();
  rememberCodes(new URL(page.url()).origin, email, await codes.allTextContents());
  await look();
  await page.getByLabel('I keep these codes').check();
  await page.getByRole('button', { name: 'Go on' }).click();
}

/** The second factor by an authenticator app; gives the app's secret. */
export async function enrolApp(page: Page, look = async (): Promise<void> => undefined): Promise<string> {
  await page.getByRole('button', { name: 'Use an authenticator app instead' }).click();
  await page.getByLabel('Or type this key into the app').waitFor();
  await look();
  return await useApp(page);
}

/** Where an app's key is shown: a code of it. */
export async function useApp(page: Page): Promise<string> {
  const secret = await page.getByLabel('Or type this key into the app').inputValue();
  await page.getByLabel('Code that the app shows now').fill(totpNow(secret));
  await page.getByRole('button', { name: 'Use this app' }).click();
  return secret;
}

/** The first visit of a new server. */
export async function setUpPractice(
  page: Page,
  url: string,
  who: Somebody,
  { therapist }: { therapist: boolean },
  look?: () => Promise<void>,
): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { name: 'Set up this practice' }).waitFor();
  await fillAccount(page, who);
  await page.getByLabel('I am also a therapist').setChecked(therapist);
  await page.getByRole('button', { name: 'Set up' }).click();
  await enrol(page, who, look);
  await page.getByRole('heading', { name: therapist ? 'Your rooms' : 'Practice' }).waitFor();
}

const ROLE_WORDS = { therapist: 'Therapist: hold', admin: 'Admin: see', auditor: 'Auditor: read' } as const;

/** The link that an admin hands to a therapist. */
export const inviteTherapist = (admin: Page, email: string): Promise<string> => invite(admin, email, ['therapist']);

/** The link that an admin hands to somebody who becomes all of these. */
export async function invite(admin: Page, email: string, roles: readonly (keyof typeof ROLE_WORDS)[]): Promise<string> {
  await admin.getByRole('button', { name: 'Invite somebody' }).click();
  await admin.getByLabel('Their e-mail').fill(email);
  for (const [role, words] of Object.entries(ROLE_WORDS)) {
    await admin.getByLabel(words).setChecked(roles.some((one) => one === role));
  }
  await admin.getByRole('button', { name: 'Make a link' }).click();
  const link = await admin.getByLabel('Invitation link').inputValue();
  await admin.getByRole('button', { name: 'Close' }).click();
  return link;
}

export async function acceptInvitation(page: Page, link: string, who: Somebody, first = 'Your rooms'): Promise<void> {
  await page.goto(link);
  await page.getByRole('heading', { name: 'Welcome to Holdspace' }).waitFor();
  await fillAccount(page, who);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await enrol(page, who);
  await page.getByRole('heading', { name: first }).waitFor();
}

export async function signIn(page: Page, url: string, { email, password }: Somebody): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await page.getByRole('button', { name: 'Use a back-up code' }).click();
  await page.getByLabel('One of your back-up codes').fill(nextCode(new URL(url).origin, email));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

const ASKS = [
  'Where they are now',
  'A phone number to call back',
  'An emergency contact',
  'Whether they are alone',
  'Consent to meet online',
] as const;

const INVITED = { 'co-therapist': 'A co-therapist', observer: 'Somebody who observes' } as const;

export type Invited = {
  readonly role?: keyof typeof INVITED;
  readonly asks?: readonly (typeof ASKS)[number][];
  readonly passcode?: string;
};

/** At the therapist's list of rooms: an account for a participant, who signs up and leaves all else for later. */
export async function participantAccount(therapist: Page, page: Page, who: Somebody): Promise<void> {
  await therapist.getByRole('button', { name: 'Account for a participant' }).click();
  await therapist.getByLabel('Their e-mail').fill(who.email);
  await therapist.getByRole('button', { name: 'Make a link' }).click();
  await page.goto(await therapist.getByLabel('Invitation link').inputValue());
  await therapist.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('heading', { name: 'Welcome to Holdspace' }).waitFor();
  await fillAccount(page, who);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('button', { name: 'Do it later' }).click();
  await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
}

/** With the link of a session, signed in. */
export async function joinWithAccount(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Join with your account' }).click();
  await page.getByRole('button', { name: `Join as ${name}` }).click();
}

/** In the open invite dialog: chooses who it is for and what is asked, a participant and nothing unless said, and makes the link. */
export async function makeLink(therapist: Page, { role, asks = [], passcode = '' }: Invited = {}): Promise<string> {
  if (role !== undefined) await therapist.getByLabel(INVITED[role]).check();
  else for (const ask of ASKS) await therapist.getByLabel(ask).setChecked(asks.includes(ask));
  await therapist.getByLabel('Passcode (optional)').fill(passcode);
  await therapist.getByRole('button', { name: 'Make the link' }).click();
  return await therapist.getByLabel('Invite link', { exact: true }).inputValue();
}

/** Makes a room and gives its first invite link. */
export async function makeRoom(therapist: Page, title: string, invited: Invited = {}): Promise<string> {
  await therapist.getByRole('button', { name: 'New room' }).click();
  await therapist.getByLabel('Title').fill(title);
  await therapist.getByRole('button', { name: 'Make the room' }).click();
  const link = await makeLink(therapist, invited);
  await therapist.getByRole('img', { name: 'The invite link as a QR code' }).waitFor();
  await therapist.getByRole('button', { name: 'Close' }).click();
  return link;
}

export async function openRoom(therapist: Page, title: string): Promise<void> {
  await therapist.getByRole('button', { name: `Open ${title}` }).click();
  await therapist.getByRole('button', { name: 'Go in' }).click();
  await therapist.getByRole('heading', { name: title }).waitFor();
}
