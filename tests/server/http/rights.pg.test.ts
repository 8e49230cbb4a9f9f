/** Every route of the contract, asked by everybody there is. What is expected follows from the rows: a new route is walked by itself. */
import { createHash } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { ok } from '#crdt/base/result.ts';
import { ROUTES, type RouteName } from '#server/contract/http.ts';
import { ACCOUNT_ROLES, NEED_FACTOR, type AccountRole, type Right } from '#server/contract/roles.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';
import { queryText } from '#client/net/http.ts';
import { validBody } from '#tests/support/valid-body.ts';

/** Somebody who asks. `account` undefined: no account is signed in with what they show. */
type Caller = {
  readonly account?: AccountId;
  readonly roles?: readonly AccountRole[];
  /** Showed a second factor in this sign-in. */
  readonly factor?: boolean;
  /** Showed the password within the last minutes. */
  readonly proven?: boolean;
  readonly guest?: { readonly room: RoomId; readonly member: MemberId };
  /** What became of the sign-in since. */
  readonly over?: 'signed out' | 'run out' | 'made up';
};
type Code = 'not_signed_in' | 'no_right' | 'factor_needed' | 'proof_needed';
type HttpRight = Exclude<Right, `room:${string}`>;
const CODES: ReadonlySet<string> = new Set(['not_signed_in', 'no_right', 'factor_needed', 'proof_needed'] satisfies Code[]);

const lacksFactor = ({ roles = [], factor }: Caller): boolean => factor !== true && roles.some((role) => NEED_FACTOR.includes(role));
const signedIn = (caller: Caller): Code | undefined => (caller.account === undefined ? 'not_signed_in' : undefined);
const whole = (caller: Caller): Code | undefined => signedIn(caller) ?? (lacksFactor(caller) ? 'factor_needed' : undefined);
const holding =
  (...roles: AccountRole[]) =>
  (caller: Caller): Code | undefined =>
    whole(caller) ?? (roles.some((role) => caller.roles?.includes(role) === true) ? undefined : 'no_right');

/** Who is refused by each right, and how; undefined: let in. A new right does not compile until its rule stands here. */
const RULES: Readonly<Record<HttpRight, (caller: Caller) => Code | undefined>> = {
  public: () => undefined,
  enrolling: signedIn,
  proven: (caller) => signedIn(caller) ?? (caller.proven === true ? undefined : 'proof_needed'),
  account: whole,
  admin: holding('admin'),
  therapist: holding('therapist'),
  auditor: holding('auditor'),
  joins: holding('participant', 'therapist'),
  'admin-proven': (caller) => holding('admin')(caller) ?? (caller.proven === true ? undefined : 'proof_needed'),
};

/** Bodies for shapes that validBody cannot guess. */
const BODIES: Partial<Record<RouteName, unknown>> = {};

/** What those who are let in may be answered by the route itself: who has no app or passkey (a participant may remove theirs) has no codes. */
const OWN_ANSWERS: Partial<Record<RouteName, Code>> = { 'POST /api/factors/backup-codes': 'factor_needed' };

let practice: Practice;
let owner: postgres.Sql;
let room: RoomId;
let invite: string;
const callers = new Map<string, Caller>();
const from = { ip: '203.0.113.1', agent: 'test' };

beforeAll(async () => {
  practice = await createPractice();
  owner = postgres(practice.database.url, { max: 1 });
  const admin = practice.person();
  await admin.register('first@example.org', 'correct horse battery', {});
  const account = async (name: string): Promise<AccountId> => {
    const email = `${name}@example.org`;
    const invited = await admin.post('/api/account-invites', { email, roles: ['therapist'] });
    const person = practice.person();
    const made = await person.register(email, 'correct horse battery', { token: (invited.body as unknown as { token: string }).token });
    if (made.status !== 200) throw new Error(`no account: ${made.body.error}`);
    if (name === 'therapist') {
      ({ room } = await makeRoom(person));
      const made = await makeInvite(person, room);
      invite = made.invite;
      const claimed = await practice.person().post(`/api/invites/${invite}/claim`, claimBody(made.proof));
      const { member } = claimed.body as unknown as { member: MemberId };
      callers.set('a guest', { guest: { room, member } });
      callers.set('a guest signed out', { guest: { room, member }, over: 'signed out' });
    }
    return (made.body as unknown as { account: AccountId }).account;
  };
  callers.set('nobody', {}).set('a made-up cookie', { over: 'made up' });
  for (const role of ACCOUNT_ROLES) {
    const id = await account(role);
    await owner`UPDATE accounts SET roles = ${[role]} WHERE id = ${id}`;
    const all = { account: id, roles: [role], factor: true };
    callers.set(role, { ...all, proven: true });
    callers.set(`${role}, password long ago`, all);
    callers.set(`${role} without a second factor`, { account: id, roles: [role], proven: true });
    callers.set(`${role} signed out`, { roles: [role], over: 'signed out' });
    callers.set(`${role} whose sign-in ran out`, { roles: [role], over: 'run out' });
  }
  const plain = await account('plain');
  await owner`UPDATE accounts SET roles = '{}' WHERE id = ${plain}`;
  callers.set('an account without a role', { account: plain, roles: [] });
  callers.set('another therapist', { account: await account('other'), roles: ['therapist'], factor: true, proven: true });
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

/** A sign-in of its own for each request: no route can spoil the next one's caller. */
async function cookieOf(caller: Caller): Promise<string | undefined> {
  const { account, guest, factor = false, over } = caller;
  if (over === 'made up') return `holdspace_account=${'A'.repeat(43)}; holdspace_guest=${'A'.repeat(43)}`;
  const ended = over === undefined ? undefined : [...callers.values()].find((other) => other.roles?.[0] === caller.roles?.[0])?.account;
  const whose = guest ?? ((account ?? ended) && { account: (account ?? ended) as AccountId });
  if (whose === undefined) return undefined;
  const begun = await practice.db.act('system:sign-in', async (tx) => ok(await practice.access.signIns.begin(tx, whose, from, { factor })));
  if (!begun.ok) throw new Error(begun.code);
  const cookie = begun.value[0]?.split(';')[0] ?? '';
  const hash = createHash('sha256')
    .update(cookie.split('=')[1] ?? '')
    .digest();
  if (caller.proven !== true) await owner`UPDATE sign_ins SET proven_at = NULL WHERE token_hash = ${hash}`;
  if (over === 'signed out') await owner`DELETE FROM sign_ins WHERE token_hash = ${hash}`;
  if (over === 'run out') await owner`UPDATE sign_ins SET expires_at = ${new Date(practice.clock.now())} WHERE token_hash = ${hash}`;
  return cookie;
}

async function ask(name: RouteName, caller: Caller, body: unknown): Promise<{ readonly status: number; readonly code: string }> {
  const [method = '', path = ''] = name.split(' ');
  const cookie = await cookieOf(caller);
  const query = queryText(validBody(ROUTES[name].query) as Readonly<Record<string, string>>);
  const at =
    path
      .replace(':room', room)
      .replace(':invite', invite)
      .replaceAll(/:\w+/g, () => crypto.randomUUID()) + query;
  const answer = await practice
    .person()
    .send(method, at, method === 'GET' ? undefined : body, cookie === undefined ? {} : { Cookie: cookie });
  return { status: answer.status, code: answer.body.error ?? 'passed' };
}

test('[H20] there is a rule for every right that a route names', () => {
  const named = new Set<string>(Object.values(ROUTES).map(({ right }) => right));
  expect([...named].filter((right) => !(right in RULES))).toEqual([]);
});

describe.each(Object.keys(ROUTES) as RouteName[])('%s', (name) => {
  const rule = RULES[ROUTES[name].right as HttpRight];
  const body = (): unknown => BODIES[name] ?? validBody(ROUTES[name].body);

  test('[H1] [H20] lets in those who hold its right, and refuses each other caller with the right code', async () => {
    const seen: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const [who, caller] of callers) {
      const { status, code } = await ask(name, caller, body());
      seen[who] = CODES.has(code) ? code : 'let in';
      expected[who] = rule(caller) ?? 'let in';
      // A public route may itself say that what was shown is no sign-in; it does so to everybody.
      if (ROUTES[name].right === 'public' && code === 'not_signed_in') seen[who] = 'let in';
      if (rule(caller) === undefined && !lacksFactor(caller) && code === OWN_ANSWERS[name]) seen[who] = 'let in';
      expect(`${who}: ${status < 500 ? 'answered' : status}`).toBe(`${who}: answered`);
    }
    expect(seen).toEqual(expected);
  });

  test('[H20] the right is asked before the body: a wrong one changes no refusal', async () => {
    for (const [who, caller] of callers) {
      const refusal = rule(caller);
      if (refusal === undefined) continue;
      expect(`${who}: ${(await ask(name, caller, { wrong: [1] })).code}`).toBe(`${who}: ${refusal}`);
    }
  });
});

const ruleOf = (name: RouteName) => RULES[ROUTES[name].right as HttpRight];
const ofRooms = (Object.keys(ROUTES) as RouteName[]).filter((name) => name.includes(':room') && ROUTES[name].right !== 'public');
test.each(ofRooms)("[H5] [H20] %s: another therapist finds nothing in somebody else's room", async (name) => {
  const other = callers.get('another therapist') ?? {};
  const expected = ruleOf(name)(other) ?? 'not_found';
  expect((await ask(name, other, BODIES[name] ?? validBody(ROUTES[name].body))).code).toBe(expected);
});
