/** Guessing at second factors over restarts of the server: what was counted stays counted, and what was begun is over. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createHttp } from '#client/net/http.ts';
import { beginSignIn } from '#client/room/session.ts';
import type { FactorProof } from '#server/contract/http-factors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { nextCode, register, totpNow } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';

const ADA = { email: 'ada@example.org', password: 'correct horse battery staple', name: 'Dr Ada Winter', alsoTherapist: true };
/** Codes of an app that nobody has, and a back-up code that was never given out. */
const APP = { method: 'totp', code: totpNow('JBSWY3DPEHPK3PXP', 0) } as const;
const BACKUP = { method: 'backup', code: 'AAAA-AAAA-AAAA' } as const;

let practice: Awaited<ReturnType<typeof createLivePractice>>;
beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  const made = await register({ http: http(), ...ADA });
  if (!made.ok) throw new Error(made.code);
});
afterAll(() => practice[Symbol.asyncDispose]());
const http = () => createHttp({ origin: practice.origin });
async function restart(): Promise<void> {
  await practice.stop();
  await practice.start();
}

/** Shows the right password. */
async function half() {
  const begun = await beginSignIn({ http: http(), ...ADA });
  if (!begun.ok || begun.value.is !== 'factor') throw new Error('no factor was asked for');
  const { prove } = begun.value;
  return async (proof: FactorProof): Promise<string> => {
    const shown = await prove(proof);
    return shown.ok ? 'in' : shown.code;
  };
}

test('[A24] a restart gives no new guesses: codes of both kinds stay counted for the account, and an attempt begun before is over', async () => {
  for (let guess = 0; guess < LIMITS.factorFailuresPerQuarter; guess++) {
    // As if whoever guesses knew how to make the server fall over.
    if (guess % 4 === 3) await restart();
    expect(await (await half())(guess % 2 === 0 ? APP : BACKUP)).toBe('wrong_factor');
  }
  const before = await half();
  await restart();
  const right = { method: 'backup', code: nextCode(practice.origin, ADA.email) } as const;
  expect(await before(right)).toBe('not_signed_in');
  expect(await (await half())(right)).toBe('too_fast');
});
