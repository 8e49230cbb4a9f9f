/** People with recovery kits over the real server, by the client's own code, and a server that answers something else. */
import { expect } from 'vitest';
import type { Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { readKit } from '#crdt/keys/kit-words.ts';
import { createHttp, type Http } from '#client/net/http.ts';
import { newKit } from '#client/room/recovery.ts';
import { listRooms } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import type { RouteName, RouteReply } from '#server/contract/http.ts';
import { register } from '#tests/support/factors.ts';
import type { createLivePractice } from '#tests/support/live-practice.ts';

export const good = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'went well' : result.code);
export const ADA = { email: 'ada@example.org', password: 'correct horse battery staple' };
export const TESS = { email: 'tess@example.org', password: 'nine slow kites over the moor' };
export const NEW = 'seven quiet herons by the weir';
export type Live = Awaited<ReturnType<typeof createLivePractice>>;
export const at = ({ origin }: Live): Http => createHttp({ origin });

export const ada = async (practice: Live): Promise<Session> =>
  good(await register({ http: at(practice), ...ADA, name: 'Dr Ada Winter', alsoTherapist: true }));

export async function tess(practice: Live, admin: Session): Promise<Session> {
  const { token } = good(await admin.http.call('POST /api/account-invites', { body: { email: TESS.email, roles: ['therapist'] } }));
  return good(await register({ http: at(practice), ...TESS, name: 'Tess', token }));
}

/** Makes a kit and keeps it; the kit as it is read from its words. */
export async function kitFor(session: Session): Promise<Secret> {
  const made = newKit(session);
  good(await made.keep());
  const reading = readKit(made.words.join(' '));
  if (reading.is !== 'kit') throw new Error(reading.is);
  expect(readKit(made.qrText)).toMatchObject({ is: 'kit' });
  made.wipe();
  return reading.kit;
}

/** An Http that changes one reply: a dishonest server. */
export const bending = <Name extends RouteName>(http: Http, route: Name, bend: (reply: RouteReply<Name>) => RouteReply<Name>): Http => ({
  ...http,
  async call(name, args) {
    const reply = await http.call(name, args);
    if (name !== (route as RouteName) || !reply.ok) return reply;
    return { ok: true, value: bend(reply.value as RouteReply<Name>) as never };
  },
});

export const titlesOf = async (session: Session) => good(await listRooms(session)).map(({ title, locked }) => (locked ? 'locked' : title));
