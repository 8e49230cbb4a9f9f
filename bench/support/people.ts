/** Real people for benchmarks: one therapist who signs up, their rooms, and a guest let into each. */
import type { RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { createHttp } from '#client/net/http.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createInvite, createRoom, enterRoom } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import type { Participant } from '#client/room/types.ts';
import { hasCode, register, signIn } from '#tests/support/factors.ts';
import { pause } from './board.ts';

const EMAIL = 'bench@example.org';
const PASSWORD = 'a bench is no practice';

export function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.value;
}

/** The practice's first account, made by whichever process comes first. */
export async function therapist(url: string): Promise<Session> {
  const made = await register({ http: createHttp({ origin: url }), email: EMAIL, password: PASSWORD, name: 'Bench', alsoTherapist: true });
  if (made.ok) return made.value;
  // Whoever came first is still tying the account to its second factor.
  for (let waited = 0; waited < 30_000 && !hasCode(url, EMAIL); waited += 100) await pause(100);
  return await signedIn(url);
}

/** The same account on a device that knows nothing yet. */
export const signedIn = async (url: string): Promise<Session> =>
  must(await signIn({ http: createHttp({ origin: url }), email: EMAIL, password: PASSWORD }));

export type Pair = { readonly room: RoomId; readonly host: Participant; readonly guest: Participant };

/** A room with its host and one guest inside, both docs of both synced. */
export async function openPair(session: Session): Promise<Pair> {
  const room = must(await createRoom({ session, title: 'bench' }));
  const host = must(await enterRoom({ session, room }));
  const { link } = must(await createInvite({ session, room }));
  const waiting = must(await joinByInvite({ link, name: 'Guest', http: createHttp({ origin: session.http.origin }) }));
  await admitWhoComes(host);
  const guest = await waiting.admitted;
  await Promise.all([host.synced, guest.synced]);
  return { room, host, guest };
}

/** Lets the first guest in who waits. */
async function admitWhoComes(host: Participant): Promise<void> {
  const [first] = host.guests.value;
  const guest =
    first ??
    (await new Promise<{ readonly member: Parameters<Participant['admit']>[0] }>((resolve) => {
      const stop = host.guests.subscribe(([one]) => {
        if (one === undefined) return;
        stop();
        resolve(one);
      });
    }));
  await host.admit(guest.member);
}
