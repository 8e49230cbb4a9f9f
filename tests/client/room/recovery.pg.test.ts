/** Lost and changed passwords by the client's own code and real keys, over the real server: what comes back, what does not, and who cannot make it. */
import { beforeAll, expect, test } from 'vitest';
import postgres from 'postgres';
import { base64url, equal } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { createKit, wrapByKit } from '#crdt/keys/recovery-kit.ts';
import { type Http } from '#client/net/http.ts';
import { changePassword } from '#client/room/password.ts';
import { recoverByKit } from '#client/room/recovery.ts';
import { createRoom, listRooms } from '#client/room/rooms.ts';
import type { RouteName, RouteReply } from '#server/contract/http.ts';
import { signIn } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { good, codeOf, ADA, TESS, NEW, at, ada, tess, kitFor, bending, titlesOf } from './recovering.ts';

beforeAll(async () => void (await sodiumReady()));

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
  const told = notices.filter(({ kind }) => kind.startsWith('recovery.'));
  expect(told.map(({ kind, seen }) => `${kind} ${seen}`)).toEqual(['recovery.used false', 'recovery.new-kit false']);
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
