import { beforeAll, expect, test } from 'vitest';
import { passwordWords } from '#client/account/new-password.tsx';
import { LEAST_SCORE, loadJudge, type Judge } from '#client/account/password-strength.ts';
import { passwordMinChars } from '#client/store/account.ts';

let judge: Judge;
beforeAll(async () => void (judge = await loadJudge()));

const about = ['ada.winter@practice.example', 'Ada', 'Winter'];
const words = (password: string, minChars = 8): string | undefined => passwordWords(password, judge(password, about), minChars);

test('[V22] 15 characters alone, 8 where a second factor is asked for', () => {
  expect(passwordMinChars([])).toBe(15);
  expect(passwordMinChars(['participant'])).toBe(15);
  for (const role of ['therapist', 'admin', 'auditor'] as const) expect(passwordMinChars([role])).toBe(8);
  expect(words('qP7!vx2')).toBe('Please use at least 8 characters.');
  expect(words('qP7!vx2zRk', 15)).toBe('Please use at least 15 characters.');
  // Counted as people count: four of these are four, not eight.
  expect(words('🦆🦢🦩🦚')).toBe('Please use at least 8 characters.');
});

test('[V22] common and leaked passwords are refused, in whatever dress, and so is one made of what is known of the person', () => {
  for (const common of ['password', 'iloveyou', 'football', 'sunshine']) {
    expect(words(common)).toBe('This password is on the lists that are tried first. Please take another one.');
  }
  for (const weak of [
    'P@ssw0rd1!',
    'qwertzuiop',
    'aaaaaaaaaaaaaaaa',
    '1990-12-24',
    'AdaWinter1',
    'holdspaceholdspace',
    'abcdefgh12345678',
  ]) {
    expect(words(weak)).toMatch(/^This password (would be guessed too soon|is on the lists)/);
  }
});

test('[V22] there are no rules of composition: long ones, spaces, other scripts and only small letters will do', () => {
  const long = Array.from({ length: 16 }, (_, i) => `kettle${i}moss`).join(' ');
  expect(long.length).toBeGreaterThanOrEqual(128);
  for (const good of ['seven quiet herons by the weir', 'vier Störche über dem Moor', 'тихая река под старым мостом', 'xkqvzjwpmf', long]) {
    expect(words(good)).toBe(undefined);
    expect(judge(good, about).score).toBeGreaterThanOrEqual(LEAST_SCORE);
  }
});

test('[V22] where the lists cannot be fetched the length alone decides', () => {
  expect(passwordWords('password', undefined, 8)).toBe(undefined);
  expect(passwordWords('pass', undefined, 8)).toBe('Please use at least 8 characters.');
});
