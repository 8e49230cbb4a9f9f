/** Passkeys by the client's own code and real keys, over the real server: the keyring is unwrapped by the passkey alone, and by no other. */
import { beforeAll, expect, test } from 'vitest';
import { equal } from '#crdt/base/bytes.ts';
import type { Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createHttp } from '#client/net/http.ts';
import { addPasskey, letUnlock, passkeyProof, signInByPasskey, unlockByPasskey } from '#client/room/passkey.ts';
import { beginSignIn, register } from '#client/room/session.ts';
import { createRoom, listRooms } from '#client/room/rooms.ts';
import { createAuthenticator } from '#tests/support/authenticator.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';

beforeAll(async () => void (await sodiumReady()));

const good = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const DR = { email: 'ada@example.org', password: 'correct horse battery staple' };
const registered = async (origin: string) =>
  good(await register({ http: createHttp({ origin }), ...DR, name: 'Dr Ada Winter', alsoTherapist: true }));

test.each([{ late: false }, { late: true }])('[R9] a passkey with PRF signs in alone and unwraps the same keyring (%o)', async (how) => {
  await using practice = await createLivePractice();
  const session = await registered(practice.origin);
  const authenticator = createAuthenticator().asked(how);
  expect(good(await addPasskey({ session, authenticator, name: 'Key' }))).toMatchObject({
    unlocks: true,
    account: { factorNeeded: false },
  });
  good(await createRoom({ session, title: 'Tuesday' }));
  const elsewhere = good(await signInByPasskey({ http: createHttp({ origin: practice.origin }), authenticator }));
  expect(elsewhere.keyring.name).toBe('Dr Ada Winter');
  expect(equal(elsewhere.keyring.signSecret.reveal(), session.keyring.signSecret.reveal())).toBe(true);
  expect(good(await listRooms(elsewhere)).map(({ title }) => title)).toEqual(['Tuesday']);
  const unlocked = good(await unlockByPasskey({ http: elsewhere.http, account: elsewhere.account, authenticator }));
  expect(equal(unlocked.keyring?.boxSecret.reveal() ?? new Uint8Array(), session.keyring.boxSecret.reveal())).toBe(true);
});

test('[R9] one without PRF is a second factor, and says that alone it unlocks nothing', async () => {
  await using practice = await createLivePractice();
  const session = await registered(practice.origin);
  const soft = createAuthenticator({ prf: false });
  const authenticator = soft.asked();
  expect(good(await addPasskey({ session, authenticator, name: 'Old key' })).unlocks).toBe(false);
  const http = createHttp({ origin: practice.origin });
  expect(await signInByPasskey({ http, authenticator })).toEqual({ ok: false, code: 'password_needed' });
  expect(await letUnlock({ session, authenticator })).toEqual({ ok: false, code: 'password_needed' });
  expect(good(await unlockByPasskey({ http: session.http, account: session.account, authenticator })).keyring).toBe(undefined);
  const begun = good(await beginSignIn({ http, ...DR }));
  if (begun.is !== 'factor' || begun.passkey === undefined) throw new Error('no passkey was asked for');
  expect(begun.methods).toEqual(['passkey']);
  const proof = good(await passkeyProof(authenticator, begun.passkey));
  expect(good(await begun.prove(proof)).keyring.name).toBe('Dr Ada Winter');
});

test("[R9] a keyring that the server swapped in for another passkey's does not open", async () => {
  await using practice = await createLivePractice();
  const session = await registered(practice.origin);
  const [one, other] = [createAuthenticator(), createAuthenticator()];
  good(await addPasskey({ session, authenticator: one.asked(), name: 'One' }));
  good(await addPasskey({ session, authenticator: other.asked(), name: 'Other' }));
  const http = createHttp({ origin: practice.origin });
  const swapping: typeof http = {
    ...http,
    async call(name, args) {
      const reply = await http.call(name, args);
      if (name !== 'POST /api/sign-in/passkey/finish' || !reply.ok) return reply;
      const list = good(await session.http.call('GET /api/factors'));
      expect(list.passkeys).toHaveLength(2);
      const started = good(await session.http.call('POST /api/proof/passkey/start'));
      const { attempt, ...options } = started;
      const assertion = other.get({ ...options, allow: options.allow.slice(1) });
      const theirs = good(await session.http.call('POST /api/proof/passkey/finish', { body: { attempt, assertion } }));
      return { ok: true, value: { ...reply.value, passkeyKeyring: theirs.passkeyKeyring } };
    },
  };
  expect(await signInByPasskey({ http: swapping, authenticator: one.asked() })).toEqual({ ok: false, code: 'internal' });
});
