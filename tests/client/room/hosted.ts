/** A therapist inside a room of a live practice, and whoever they let in, all headless with real keys. */
import type { InvitedRole } from '#crdt/base/roles.ts';
import type { Result } from '#crdt/base/result.ts';
import { createHttp } from '#client/net/http.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createInvite, createRoom, enterRoom } from '#client/room/rooms.ts';
import type { Guest, Participant } from '#client/room/types.ts';
import { register } from '#tests/support/factors.ts';
import { until } from './until.ts';

export const good = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
export const texts = (one: Participant): string => one.docs.chat.getArray<string>('texts').toArray().join();
export const say = (one: Participant, text: string): void => one.docs.chat.getArray<string>('texts').push([text]);
const DR = { email: 'ada@example.org', password: 'correct horse battery staple', name: 'Dr Ada Winter', alsoTherapist: true };

export async function hostRoom(origin: string) {
  const account = good(await register({ http: createHttp({ origin }), ...DR }));
  const room = good(await createRoom({ session: account, title: 'Tuesday' }));
  const hosting = good(await enterRoom({ session: account, room }));
  await hosting.synced;
  const waitingFor = async (name: string): Promise<Guest> => {
    const guests = await until(hosting.guests, (all) => all.some((guest) => guest.name === name && guest.here));
    const guest = guests.find((one) => one.name === name);
    if (guest === undefined) throw new Error('nobody waits');
    return guest;
  };
  const ask = async (name: string, role?: InvitedRole) => {
    const { link } = good(await createInvite({ session: account, room, role }));
    const waiting = good(await joinByInvite({ link, name }));
    return { link, waiting, guest: await waitingFor(name) };
  };
  const letIn = async (name: string, role?: InvitedRole): Promise<Participant> => {
    const { waiting, guest } = await ask(name, role);
    await hosting.admit(guest.member);
    const inside = await waiting.admitted;
    await inside.synced;
    return inside;
  };
  return { account, room, host: hosting, ask, letIn, waitingFor };
}
