/** Lost and changed passwords by the client's own code and real keys, over the real server: what comes back, what does not, and who cannot make it. */
import { beforeAll, expect, test } from 'vitest';
import postgres from 'postgres';
import { base64url, equal } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { readKit } from '#crdt/keys/kit-words.ts';
import { createKit, wrapByKit } from '#crdt/keys/recovery-kit.ts';
import { createHttp, type Http } from '#client/net/http.ts';
import { addPasskey, signInByPasskey } from '#client/room/passkey.ts';
import { changePassword } from '#client/room/password.ts';
import { newKit, recoverByKit, resetAccount } from '#client/room/recovery.ts';
import { createInvite, createRoom, enterRoom, listRooms } from '#client/room/rooms.ts';
import { joinByInvite } from '#client/room/join.ts';
import type { Session } from '#client/room/session.ts';
import type { RouteName, RouteReply } from '#server/contract/http.ts';
import { createAuthenticator } from '#tests/support/authenticator.ts';
import { register, signIn } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { until } from './until.ts';

beforeAll(async () => void (await sodiumReady()));

const good = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'went well' : result.code);
const ADA = { email: 'ada@example.org', password: 'correct horse battery staple' };
const TESS = { email: 'tess@example.org', password: 'nine slow kites over the moor' };
const NEW = 'seven quiet herons by the weir';
type Live = Awaited<ReturnType<typeof createLivePractice>>;
const at = ({ origin }: Live): Http => createHttp({ origin });

const ada = async (practice: Live): Promise<Session> =>
  good(await register({ http: at(practice), ...ADA, name: 'Dr Ada Winter', alsoTherapist: true }));

async function tess(practice: Live, admin: Session): Promise<Session> {
  const { token } = good(await admin.http.call('POST /api/account-invites', { body: { email: TESS.email, roles: ['therapist'] } }));
  return good(await register({ http: at(practice), ...TESS, name: 'Tess', token }));
}

/** Makes a kit and keeps it; the kit as it is read from its words. */
async function kitFor(session: Session): Promise<Secret> {
  const made = newKit(session);
  good(await made.keep());
  const reading = readKit(made.words.join(' '));
  if (reading.is !== 'kit') throw new Error(reading.is);
  expect(readKit(made.qrText)).toMatchObject({ is: 'kit' });
  made.wipe();
  return reading.kit;
}

/** An Http that changes one reply: a dishonest server. */
const bending = <Name extends RouteName>(http: Http, route: Name, bend: (reply: RouteReply<Name>) => RouteReply<Name>): Http => ({
  ...http,
  async call(name, args) {
    const reply = await http.call(name, args);
    if (name !== (route as RouteName) || !reply.ok) return reply;
    return { ok: true, value: bend(reply.value as RouteReply<Name>) as never };
  },
});

const titlesOf = async (session: Session) => good(await listRooms(session)).map(({ title, locked }) => (locked ? 'locked' : title));

test('[A30] a changed password signs in and the old one does not; the keyring is the same, and no sealed byte was touched', async () => {
  await using practice = await createLivePractice();
  const session = await ada(practice);
  good(await createRoom({ session, title: 'Tuesday' }));
  const kit = await kitFor(session);
  const sql = postgres(practice.databaseUrl, { max: 1 });
  const kept = async () => JSON.stringify(await sql`SELECT sealed_title, (SELECT sealed FROM grants) AS sealed FROM rooms`);
  const before = await kept();
  good(await changePassword({ session, oldPassword: ADA.password, newPassword: NEW, endOthers: true }));
  expect(await kept()).toBe(before);
  await sql.end();
  expect(codeOf(await signIn({ http: at(practice), ...ADA }))).toBe('wrong_credentials');
  const again = good(await signIn({ http: at(practice), ...ADA, password: NEW }));
  expect(equal(again.keyring.signSecret.reveal(), session.keyring.signSecret.reveal())).toBe(true);
  expect(await titlesOf(again)).toEqual(['Tuesday']);
  // The kit wraps the keyring, not the password: it goes on opening.
  good(await recoverByKit({ http: at(practice), email: ADA.email, kit, newPassword: ADA.password }));
  expect(await titlesOf(good(await signIn({ http: at(practice), ...ADA })))).toEqual(['Tuesday']);
});

test('[A31] changing it ends the other sign-ins where that is wished, and only there', async () => {
  await using practice = await createLivePractice();
  const session = await ada(practice);
  const other = good(await signIn({ http: at(practice), ...ADA }));
  good(await changePassword({ session, oldPassword: ADA.password, newPassword: NEW, endOthers: false }));
  expect(codeOf(await listRooms(other))).toBe('went well');
  good(await changePassword({ session, oldPassword: NEW, newPassword: ADA.password, endOthers: true }));
  expect(codeOf(await listRooms(other))).toBe('not_signed_in');
  expect(codeOf(await listRooms(session))).toBe('went well');
});

test('[A30] a wrong old password changes nothing; of two who change at once one does', async () => {
  await using practice = await createLivePractice();
  const session = await ada(practice);
  const change = (oldPassword: string, newPassword: string) => changePassword({ session, oldPassword, newPassword, endOthers: false });
  expect(codeOf(await change('not the password', NEW))).toBe('wrong_credentials');
  good(await signIn({ http: at(practice), ...ADA }));
  // Both have begun before either has finished.
  let arrived = 0;
  let release = (): void => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  const http: Http = {
    ...session.http,
    async call(name, args) {
      if (name === 'POST /api/password/finish') {
        if (++arrived === 2) release();
        await both;
      }
      return session.http.call(name, args);
    },
  };
  const racing = (newPassword: string) =>
    changePassword({ session: { ...session, http }, oldPassword: ADA.password, newPassword, endOthers: false });
  const codes = (await Promise.all([racing(NEW), racing('eleven brass bells at dusk')])).map(codeOf);
  expect(codes.toSorted()).toEqual(['changed_meanwhile', 'went well']);
  const winner = codes[0] === 'went well' ? NEW : 'eleven brass bells at dusk';
  expect(good(await signIn({ http: at(practice), ...ADA, password: winner })).keyring.name).toBe('Dr Ada Winter');
});

test('[A33] [A34] lost password and kit: rooms open again, everybody else is out, and the second factor is still asked', async () => {
  await using practice = await createLivePractice();
  const session = await ada(practice);
  good(await createRoom({ session, title: 'Tuesday' }));
  const kit = await kitFor(session);
  const http = at(practice);
  good(await recoverByKit({ http, email: 'ADA@example.org', kit, newPassword: NEW }));
  // Nothing of it signs anybody in.
  expect(http.cookies?.header()).toBe(undefined);
  expect(codeOf(await listRooms(session))).toBe('not_signed_in');
  expect(codeOf(await signIn({ http: at(practice), ...ADA, password: NEW, prove: async () => undefined }))).toBe('factor_needed');
  expect(codeOf(await signIn({ http: at(practice), ...ADA }))).toBe('wrong_credentials');
  const back = good(await signIn({ http: at(practice), ...ADA, password: NEW }));
  expect(back.keyring.name).toBe('Dr Ada Winter');
  expect(await titlesOf(back)).toEqual(['Tuesday']);
  const { notices } = good(await back.http.call('GET /api/notices'));
  expect(notices.map(({ kind, seen }) => `${kind} ${seen}`)).toEqual(['recovery.used false', 'recovery.new-kit false']);
});

test('[A33] another kit, the kit of another account, and the words of a kit that was replaced open nothing', async () => {
  await using practice = await createLivePractice();
  const session = await ada(practice);
  const other = await tess(practice, session);
  const [old, tesss] = [await kitFor(session), await kitFor(other)];
  const kit = await kitFor(session);
  const attempt = async (email: string, by: Secret) => codeOf(await recoverByKit({ http: at(practice), email, kit: by, newPassword: NEW }));
  expect(await attempt(ADA.email, createKit(systemRandom))).toBe('kit_wrong');
  expect(await attempt(ADA.email, tesss)).toBe('kit_wrong');
  expect(await attempt(ADA.email, old)).toBe('kit_wrong');
  expect(await attempt(TESS.email, kit)).toBe('kit_wrong');
  good(await signIn({ http: at(practice), ...ADA }));
  expect(await attempt(ADA.email, kit)).toBe('went well');
});

test('[K23] a server that hands out another keyring, other public keys or another account at recovery is not believed', async () => {
  await using practice = await createLivePractice();
  const session = await ada(practice);
  const other = await tess(practice, session);
  const kit = await kitFor(session);
  await kitFor(other);
  const evil = createKeyring(systemRandom, 'Mallory');
  const guessed = createKit(systemRandom);
  const account = session.account.account;
  const sent: unknown[] = [];
  const watched: Http = {
    ...at(practice),
    call(name, args) {
      if (name === 'POST /api/recovery/finish') sent.push(args);
      return at(practice).call(name, args);
    },
  };
  const recover = async (http: Http) => codeOf(await recoverByKit({ http, email: ADA.email, kit, newPassword: NEW }));
  const swapped = base64url(wrapByKit({ kit: guessed, account, keyring: evil, random: systemRandom }));
  expect(await recover(bending(watched, 'POST /api/recovery/open', (reply) => ({ ...reply, wrappedKeyring: swapped })))).toBe('internal');
  const keys = { signPublic: base64url(evil.signPublic), boxPublic: base64url(evil.boxPublic) };
  expect(await recover(bending(watched, 'POST /api/recovery/open', (reply) => ({ ...reply, ...keys })))).toBe('internal');
  // Rightly wrapped, by the right kit, for another account: the server puts it under this one's name.
  const foreign = wrapByKit({ kit, account: other.account.account, keyring: session.keyring, random: systemRandom });
  expect(await recover(bending(watched, 'POST /api/recovery/open', (reply) => ({ ...reply, wrappedKeyring: base64url(foreign) })))).toBe(
    'internal',
  );
  const renamed = (reply: RouteReply<'POST /api/recovery/start'>) => ({ ...reply, account: other.account.account as AccountId });
  expect(await recover(bending(watched, 'POST /api/recovery/start', renamed))).toBe('kit_wrong');
  // A new password never left for any of them.
  expect(sent).toEqual([]);
  expect(await recover(watched)).toBe('went well');
});

test('[A33] what was sent for one recovery is worth nothing again, and nobody between can put in a password of their own', async () => {
  await using practice = await createLivePractice();
  const session = await ada(practice);
  const kit = await kitFor(session);
  const heard: { readonly name: RouteName; readonly args: never }[] = [];
  const http = at(practice);
  const tapped: Http = {
    ...http,
    async call(name, args) {
      heard.push({ name, args: args as never });
      return http.call(name, args);
    },
  };
  good(await recoverByKit({ http: tapped, email: ADA.email, kit, newPassword: NEW }));
  const replay = async (name: RouteName, change: object = {}) => {
    const said = heard.find((one) => one.name === name)?.args as unknown as { readonly body: object } | undefined;
    return codeOf(await http.call(name, { body: { ...said?.body, ...change } as never }));
  };
  expect(await replay('POST /api/recovery/open')).toBe('kit_wrong');
  expect(await replay('POST /api/recovery/finish')).toBe('kit_wrong');
  const { attempt } = good(await http.call('POST /api/recovery/start', { body: { email: ADA.email } }));
  expect(await replay('POST /api/recovery/open', { attempt })).toBe('kit_wrong');
  // In the middle: the record of another password, the owner's signature.
  const between: Http = {
    ...http,
    call: (name, args) =>
      http.call(
        name,
        name === 'POST /api/recovery/finish' && args?.body
          ? { body: { ...args.body, record: base64url(new Uint8Array(192).fill(7)) } as never }
          : args,
      ),
  };
  expect(codeOf(await recoverByKit({ http: between, email: ADA.email, kit, newPassword: 'nobody gets this' }))).toBe('kit_wrong');
  good(await signIn({ http: at(practice), ...ADA, password: NEW }));
});

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
