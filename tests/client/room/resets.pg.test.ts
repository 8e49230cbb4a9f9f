/** Beginning anew by an admin's link, with the client's own code and real keys: what stays closed, to whom, and what goes on. */
import { beforeAll, expect, test } from 'vitest';
import postgres from 'postgres';
import { equal } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { addPasskey, signInByPasskey } from '#client/room/passkey.ts';
import { recoverByKit, resetAccount } from '#client/room/recovery.ts';
import { createInvite, createRoom, enterRoom, listRooms } from '#client/room/rooms.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createAuthenticator } from '#tests/support/authenticator.ts';
import { signIn } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { until } from './until.ts';
import { good, codeOf, TESS, NEW, at, ada, tess, kitFor, titlesOf } from './recovering.ts';

beforeAll(async () => void (await sodiumReady()));

test('[A36] a reset gives new keys: old rooms are listed and closed for good, to the account and to the admin who started it', async () => {
  await using practice = await createLivePractice();
  const admin = await ada(practice);
  const session = await tess(practice, admin);
  const room = good(await createRoom({ session, title: 'Tuesday' }));
  const host = good(await enterRoom({ session, room }));
  const { link } = good(await createInvite({ session, room }));
  const waiting = good(await joinByInvite({ link, name: 'Robin' }));
  const [guest] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (guest === undefined) throw new Error('nobody waits');
  await host.admit(guest.member);
  const robin = await waiting.admitted;
  await robin.close();
  await host.close();
  const kit = await kitFor(session);
  const { token } = good(
    await admin.http.call('POST /api/account-resets', { body: { account: session.account.account, withFactors: false } }),
  );
  expect(good(await session.http.call('GET /api/notices')).notices.map(({ kind }) => kind)).toContain('reset.started');
  good(await resetAccount({ http: at(practice), token, email: TESS.email, newPassword: NEW, name: 'Tess' }));
  expect(codeOf(await listRooms(session))).toBe('not_signed_in');
  expect(codeOf(await signIn({ http: at(practice), ...TESS }))).toBe('wrong_credentials');
  expect(codeOf(await recoverByKit({ http: at(practice), email: TESS.email, kit, newPassword: 'by the old kit' }))).toBe('kit_wrong');
  // The second factor stayed; the roles too.
  expect(codeOf(await signIn({ http: at(practice), ...TESS, password: NEW, prove: async () => undefined }))).toBe('factor_needed');
  const back = good(await signIn({ http: at(practice), ...TESS, password: NEW }));
  expect(back.account.roles).toEqual(['therapist']);
  expect(equal(back.keyring.boxSecret.reveal(), session.keyring.boxSecret.reveal())).toBe(false);
  expect(good(await listRooms(back)).map(({ status, locked, title }) => ({ status, locked, title }))).toEqual([
    { status: 'ended', locked: true, title: '' },
  ]);
  expect(codeOf(await enterRoom({ session: back, room }))).toBe('no_right');
  expect(codeOf(await createInvite({ session: back, room }))).toBe('not_found');
  expect(codeOf(await enterRoom({ session: admin, room }))).toBe('not_found');
  expect(good(await back.http.call('GET /api/notices')).notices.map(({ kind }) => kind)).toContain('reset.done');
  // It works on: new rooms open.
  good(await createRoom({ session: back, title: 'A new beginning' }));
  expect((await titlesOf(back)).toSorted()).toEqual(['A new beginning', 'locked']);
  const sql = postgres(practice.databaseUrl, { max: 1 });
  const standing = await sql`SELECT 1 FROM grants WHERE room = ${room} AND revoked_at IS NULL`;
  await sql.end();
  expect(standing).toEqual([]);
});

test.each([{ withFactors: false }, { withFactors: true }])(
  '[A37] factors are kept unless the admin says otherwise (%o)',
  async ({ withFactors }) => {
    await using practice = await createLivePractice();
    const admin = await ada(practice);
    const session = await tess(practice, admin);
    const authenticator = createAuthenticator().asked();
    good(await addPasskey({ session, authenticator, name: 'Key' }));
    const account = session.account.account;
    const { token } = good(await admin.http.call('POST /api/account-resets', { body: { account, withFactors } }));
    expect(good(await at(practice).call('POST /api/account-resets/look', { body: { token } }))).toEqual({
      roles: ['therapist'],
      withFactors,
    });
    good(await resetAccount({ http: at(practice), token, email: TESS.email, newPassword: NEW, name: 'Tess' }));
    // What the passkey unwrapped is gone in either case.
    const alone = codeOf(await signInByPasskey({ http: at(practice), authenticator }));
    expect(alone).toBe(withFactors ? 'wrong_factor' : 'password_needed');
    const bare = await signIn({ http: at(practice), ...TESS, password: NEW, prove: async () => undefined });
    if (withFactors) expect(good(bare).account.factorNeeded).toBe(true);
    else expect(codeOf(bare)).toBe('factor_needed');
  },
);
