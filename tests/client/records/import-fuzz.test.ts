/** A list of patients is a file from anywhere: whatever is in it, good rows are whole, and each other one is named. */
import papa from 'papaparse';
import { expect, test, vi } from 'vitest';
import { readPatientList } from '#client/records/import-rows.ts';
import { PATIENT_FIELDS, wrongWith } from '#client/records/patient-fields.ts';
import { CHEAP, fuzzText } from '#tests/support/fuzz.ts';

vi.setConfig({ testTimeout: 900_000 });

const TODAY = '2026-11-27';
const LIST = 'Name,Born,Email,Colour\r\n"Winter, Robin",31.12.2001,robin@home.example,blue\r\nWren,1.2.1990,,\r\n';
const read = (text: string) =>
  readPatientList(text, { parse: (csv) => papa.parse<string[]>(csv, { skipEmptyLines: 'greedy' }), order: 'dmy', today: TODAY });

test('[H33] 100,000 hostile lists give rows that could be typed, or the reason why not', () => {
  expect(read(LIST)).toMatchObject({ is: 'list' });
  fuzzText('a list', [LIST], CHEAP, (text) => {
    const list = read(text);
    if (list.is !== 'list') return false;
    for (const row of list.good) {
      const wrong = PATIENT_FIELDS.find(({ name }) => wrongWith(name, row[name] ?? '', TODAY) !== undefined);
      if (wrong !== undefined) throw new Error(`${wrong.label} is taken, and wrong`);
    }
    if (list.bad.some(({ row, why }) => row < 2 || why === '')) throw new Error('a row without its place or reason');
    return list.good.length > 0;
  });
});
