/** A password of eight characters stands beside a second factor, and never alone: the client's own code over the real server. */
import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { changePassword } from '#client/room/password.ts';
import { proveByPassword } from '#client/room/factors.ts';
import { createHttp } from '#client/net/http.ts';
import { passwordMinChars } from '#client/store/account.ts';
import { enrolFactor, register, signIn } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { ada, codeOf, good } from './recovering.ts';

const ROBIN = { email: 'robin@example.org', password: 'seven quiet herons by the weir' };
const SHORT = 'sh0rt&ok';

beforeAll(async () => void (await sodiumReady()));

test('[A97] a participant may have a short password beside a second factor, and has neither without the other', async () => {
  await using practice = await createLivePractice();
  const therapist = await ada(practice);
  const { token } = good(await therapist.http.call('POST /api/participant-invites', { body: { email: ROBIN.email } }));
  const session = good(await register({ http: createHttp({ origin: practice.origin }), ...ROBIN, name: 'Robin', token }));
  const change = async (oldPassword: string, newPassword: string) =>
    codeOf(await changePassword({ session, oldPassword, newPassword, endOthers: false }));
  const removeApp = async (password: string): Promise<string> => {
    good(await proveByPassword(session.http, password));
    return codeOf(await session.http.call('POST /api/factors/totp/remove'));
  };

  // Alone: the server takes the browser's word for it, and refuses.
  expect(await change(ROBIN.password, SHORT)).toBe('short_password');
  good(await enrolFactor(session));
  expect(await change(ROBIN.password, SHORT)).toBe('went well');
  // It signs in, with both.
  const again = good(await signIn({ http: createHttp({ origin: practice.origin }), email: ROBIN.email, password: SHORT }));
  expect(again.account.account).toBe(session.account.account);

  expect(await removeApp(SHORT)).toBe('short_password');
  expect(good(await session.http.call('GET /api/factors')).totp).toBe(true);
  expect(await change(SHORT, ROBIN.password)).toBe('went well');
  expect(await removeApp(ROBIN.password)).toBe('went well');
  expect(await change(ROBIN.password, SHORT)).toBe('short_password');
}, 120_000);

test('[A97] how many characters are asked for', () => {
  expect([passwordMinChars(['participant']), passwordMinChars(['participant'], true), passwordMinChars(['therapist'])]).toEqual([15, 8, 8]);
});
