/** A therapist plans, moves and cancels appointments, opens the room of one, and gives their calendar an address. */
import postgres, { type Sql } from 'postgres';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDesk, type Desk } from '../steps/desk.ts';
import { findings } from '../steps/findings.ts';
import { newPatient } from '../steps/records.ts';

const shots = process.env['SHOTS'];
const SIZES = [
  ['phone', 390, 844],
  ['tablet', 820, 1180],
  ['desk', 1280, 800],
] as const;

let desk: Desk;
let ada: Page;
let owner: Sql;

beforeAll(async () => {
  desk = await createDesk('appointments');
  ({ ada } = desk);
  owner = postgres(desk.databaseUrl, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await desk[Symbol.asyncDispose]();
});

const shot = async (name: string): Promise<void> => {
  for (const [size, width, height] of shots === undefined ? [] : SIZES) {
    await ada.setViewportSize({ width, height });
    await desk.shot(ada, `${name}-${size}`);
  }
};
const go = async (link: 'Desk' | 'Appointments' | 'Patients', heading: string): Promise<void> => {
  await ada.getByRole('link', { name: link }).click();
  await ada.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
};
const dialog = () => ada.getByRole('dialog');
/** YYYY-MM-DD so many days from today, as the page's own clock has it. */
const dayIn = (days: number): Promise<string> =>
  ada.evaluate((later) => {
    const at = new Date();
    at.setDate(at.getDate() + later);
    return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
  }, days);
const times = async (): Promise<string[]> =>
  (await owner<{ starts_at: Date }[]>`SELECT starts_at FROM appointment_times ORDER BY starts_at`).map(({ starts_at }) =>
    starts_at.toISOString(),
  );
const rows = () => ada.locator('main li').filter({ has: ada.getByRole('button', { name: /^Change/ }) });
const save = async (): Promise<void> => {
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
};

describe('appointments', { timeout: 240_000 }, () => {
  test('[V154] one is planned with a patient, weekly, and what cannot be right is said beside the field', async () => {
    await go('Patients', 'Patients');
    await newPatient(ada, 'Robin Vale');
    await go('Appointments', 'Appointments');
    await ada.getByRole('heading', { name: 'Nothing planned' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'New appointment' }).click();
    await dialog().getByLabel('With whom').selectOption('Robin Vale');
    await dialog()
      .getByLabel('Day', { exact: true })
      .fill(await dayIn(1));
    await dialog().getByLabel('Time', { exact: true }).fill('10:00');
    await dialog().getByLabel('How often').selectOption('Every week');
    await dialog().getByLabel('Until when').selectOption('ends after a number of times');
    await dialog().getByLabel('How many times').fill('0');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('A number from 1 to 400.').waitFor();
    expect(await findings(ada)).toEqual([]);
    await shot('new');
    await dialog().getByLabel('How many times').fill('4');
    await save();
    await expect.poll(() => rows().count()).toBe(4);
    expect(await findings(ada)).toEqual([]);
    await shot('list');
    const told = await times();
    expect(told).toHaveLength(4);
    const [kept] = await owner<
      { sealed: Uint8Array }[]
    >`SELECT sealed FROM record_versions v JOIN records r ON r.id = v.record WHERE r.kind = 7`;
    expect(Buffer.from(kept?.sealed ?? []).toString('latin1')).not.toMatch(/Robin|FREQ|weekly/);
  });

  test('[V155] one time is moved and another cancelled, alone; the server hears of both', async () => {
    const before = await times();
    await rows()
      .nth(1)
      .getByRole('button', { name: /^Change/ })
      .click();
    await dialog().getByLabel('Time', { exact: true }).fill('15:30');
    expect(await findings(ada)).toEqual([]);
    await shot('change');
    await save();
    await rows().nth(1).getByText('moved').waitFor();
    await rows()
      .nth(2)
      .getByRole('button', { name: /^Change/ })
      .click();
    await dialog().getByRole('button', { name: 'Cancel this time' }).click();
    await dialog().getByRole('button', { name: 'Yes, cancel' }).click();
    await expect.poll(() => rows().count()).toBe(3);
    await expect.poll(times).toEqual([before[0], before[1]?.replace(/T\d\d:\d\d/, 'T15:30'), before[3]]);
  });

  test('[V155] this one and all later ones become others; what was before stays', async () => {
    await rows()
      .nth(2)
      .getByRole('button', { name: /^Change/ })
      .click();
    await dialog().getByLabel('What to change').selectOption('This time and all later ones');
    await dialog().getByLabel('Time', { exact: true }).fill('08:15');
    await dialog().getByLabel('How many times').fill('2');
    await save();
    await ada.getByRole('button', { name: 'Show four weeks more' }).click();
    // Two that were, and two that go on at another hour.
    await expect
      .poll(() => rows().getByRole('heading').allTextContents())
      .toEqual([
        expect.stringMatching(/10:00/),
        expect.stringMatching(/(15|3):30/),
        expect.stringMatching(/8:15/),
        expect.stringMatching(/8:15/),
      ]);
    await expect.poll(async () => (await times()).length).toBe(4);
  });

  test('[V156] a room is made for one, is the patient’s, and is opened and invited to from there and from the desk', async () => {
    await ada.getByRole('button', { name: 'New appointment' }).click();
    await dialog().getByLabel('With whom').selectOption('Robin Vale');
    await dialog()
      .getByLabel('Day', { exact: true })
      .fill(await dayIn(0));
    await dialog().getByLabel('Time', { exact: true }).fill('23:59');
    await save();
    await go('Desk', 'Your desk');
    const today = ada.getByRole('region', { name: 'Today' });
    await today.getByRole('heading', { name: /Robin Vale/ }).waitFor();
    await ada
      .getByRole('region', { name: 'This week' })
      .getByRole('heading', { name: /Robin Vale/ })
      .waitFor();
    expect(await findings(ada)).toEqual([]);
    await shot('home');
    await today.getByRole('button', { name: /^Make the room/ }).click();
    await dialog()
      .getByRole('button', { name: /Make the link|Make link|link/i })
      .first()
      .waitFor();
    await dialog().getByRole('button', { name: 'Close' }).click();
    await today.getByRole('button', { name: /^Invite/ }).waitFor();
    await today.getByRole('button', { name: /^Open/ }).waitFor();
    await ada.getByRole('heading', { name: /^Session of / }).waitFor();
    await go('Patients', 'Patients');
    await ada.getByRole('button', { name: 'Open the file of Robin Vale' }).click();
    await ada
      .getByRole('region', { name: 'Sessions' })
      .getByRole('heading', { name: /^Session of / })
      .waitFor();
  });

  test('[V157] what was cancelled as a whole leaves the list and the server, and comes back as it was', async () => {
    await go('Appointments', 'Appointments');
    const all = await times();
    await rows()
      .nth(0)
      .getByRole('button', { name: /^Change/ })
      .click();
    await dialog().getByRole('button', { name: 'Cancel the appointment' }).click();
    await dialog().getByRole('button', { name: 'Yes, cancel' }).click();
    await expect.poll(async () => (await times()).length).toBe(all.length - 1);
    await ada.getByRole('button', { name: 'Cancelled appointments' }).click();
    expect(await findings(ada)).toEqual([]);
    await dialog()
      .getByRole('button', { name: /^Bring it back/ })
      .click();
    await dialog().getByText('No appointment was cancelled.').waitFor();
    await dialog().getByRole('button', { name: 'Close' }).click();
    await expect.poll(times).toEqual(all);
  });

  test('[V158] a calendar program reads the appointments by a secret address, until it is taken back', async () => {
    await ada.getByRole('button', { name: 'Make an address' }).click();
    const address = await ada.getByLabel('The address, shown this once').inputValue();
    const text = await (await fetch(address)).text();
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength((await times()).length);
    expect(text).not.toMatch(/Robin|Ada/);
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Take it back' }).click();
    await ada.getByRole('button', { name: 'Make an address' }).waitFor();
    expect((await fetch(address)).status).toBe(404);
  });
});
