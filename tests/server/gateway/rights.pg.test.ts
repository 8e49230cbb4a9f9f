/** Every message of the contract, sent by everybody there is, to a whole practice. What is expected follows from the rows. */
import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { InvitedRole } from '#crdt/base/roles.ts';
import { encodeHeader } from '#crdt/crypto/header.ts';
import { UP, type UpName } from '#server/contract/messages.ts';
import { createParser } from '#server/contract/parser.ts';
import type { Right } from '#server/contract/roles.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { createPerson, type Person } from '#tests/support/person.ts';
import { claimWithAccount, registerParticipant, type Participant } from '#tests/support/participants.ts';
import { admissionBody, claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';
import { validBody } from '#tests/support/valid-body.ts';

type RoomRight = Extract<Right, `room:${string}`>;
/** How somebody stands to the room that a message is about. */
type Standing = 'outside' | 'waiting' | 'observing' | 'inside' | 'host' | 'inside an ended room';
type Refusal = 'no_right' | 'room_ended';

const only =
  (...may: Standing[]) =>
  (standing: Standing): Refusal | undefined =>
    may.includes(standing) ? undefined : 'no_right';
/** Who is refused by each right, and how; undefined: let in. A new right does not compile until its rule stands here. */
const RULES: Readonly<Record<RoomRight, (standing: Standing) => Refusal | undefined>> = {
  'room:waiting': only('waiting', 'observing', 'inside', 'host', 'inside an ended room'),
  'room:read': only('observing', 'inside', 'host', 'inside an ended room'),
  'room:write': (standing) => (standing === 'inside an ended room' ? 'room_ended' : only('observing', 'inside', 'host')(standing)),
  'room:media': (standing) => (standing === 'inside an ended room' ? 'room_ended' : only('inside', 'host')(standing)),
  'room:host': only('host'),
};

/** Entering is how a standing is won; it has its own test below. */
const WALKED = (Object.keys(UP) as UpName[]).filter((name) => name !== 'room/enter');
/** Not acknowledged: what they are answered is `log/refused`, or nothing and a count. */
const HOT: ReadonlySet<UpName> = new Set(['log/append', 'presence/send']);

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let therapist: Person;
let other: Person;
let participants: { readonly [Name in 'inside' | 'waiting' | 'nobody']: Participant };
const sockets: Socket[] = [];

beforeAll(async () => {
  practice = await createLivePractice({ perSignIn: 1000 });
  therapist = createPerson(practice.origin);
  await therapist.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  const invited = await therapist.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] });
  other = createPerson(practice.origin);
  await other.register('tom@example.org', 'correct horse battery', { token: (invited.body as unknown as { token: string }).token });
  const participant = (name: string) => registerParticipant(therapist, createPerson(practice.origin), `${name}@example.org`);
  participants = { inside: await participant('inside'), waiting: await participant('waiting'), nobody: await participant('nobody') };
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await practice[Symbol.asyncDispose]();
});

async function connect(person: Person, as: 'account' | 'guest'): Promise<Socket> {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const options = { transports: ['websocket'], parser: createParser('client'), reconnection: false, forceNew: true };
  const socket = io(practice.origin, { ...options, auth: { as }, extraHeaders: { cookie } });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return socket;
}

type Answer = { readonly ok: boolean; readonly code?: string; readonly value?: { readonly state?: string } };
/** An answer that never comes fails with the message's name, not with the test's whole time. */
const ask = async (socket: Socket, name: string, body: unknown): Promise<Answer> =>
  (await socket.timeout(20_000).emitWithAck(name, body)) as Answer;
/** A device of its own each time: one that comes again takes its older connection's place. */
const enter = (socket: Socket, room: RoomId) => ask(socket, 'room/enter', { room, device: randomBytes(8) });

async function guestOf(room: RoomId): Promise<{ person: Person; member: MemberId; invite: InviteId }> {
  const { invite, proof } = await makeInvite(therapist, room);
  const person = createPerson(practice.origin);
  const claimed = await person.post(`/api/invites/${invite}/claim`, claimBody(proof));
  return { person, member: (claimed.body as unknown as { member: MemberId }).member, invite };
}

async function admit(hostSocket: Socket, at: Parameters<typeof admissionBody>[0], role: InvitedRole, keys?: Participant): Promise<void> {
  const done = await ask(hostSocket, 'room/admit', admissionBody(at, { role, keys }));
  if (!done.ok) throw new Error(done.code);
}

/** A fresh room with its people, and a fresh connection for whoever stands to it like that. */
async function createWorld() {
  const { room, member: host } = await makeRoom(therapist);
  const hostSocket = await connect(therapist, 'account');
  await enter(hostSocket, room);
  const admitted = await guestOf(room);
  await admit(hostSocket, { room, host, member: admitted.member }, 'participant');
  const observer = await guestOf(room);
  await admit(hostSocket, { room, host, member: observer.member }, 'observer');
  const waiting = await guestOf(room);
  const inside = await claimWithAccount(therapist, room, participants.inside);
  await admit(hostSocket, { room, host, member: inside }, 'participant', participants.inside);
  await claimWithAccount(therapist, room, participants.waiting);
  const elsewhere = await makeRoom(other);
  const inRoom = async (person: Person, as: 'account' | 'guest', at: RoomId): Promise<Socket> => {
    const socket = await connect(person, as);
    const entered = await enter(socket, at);
    if (!entered.ok) throw new Error(entered.code);
    return socket;
  };
  const refused = async (person: Person, as: 'account' | 'guest', at: RoomId): Promise<Socket> => {
    const socket = await connect(person, as);
    expect(await enter(socket, at)).toEqual({ ok: false, code: 'not_found' });
    return socket;
  };
  return {
    room,
    host,
    hostSocket,
    waiting,
    standings: {
      'a guest who has not entered': ['outside', () => connect(admitted.person, 'guest')],
      'a guest of another room': ['outside', () => refused(admitted.person, 'guest', elsewhere.room)],
      'a therapist who has not entered': ['outside', () => connect(therapist, 'account')],
      'another therapist': ['outside', () => refused(other, 'account', room)],
      'a participant without a place there': ['outside', () => refused(participants.nobody.person, 'account', room)],
      'a waiting participant': ['waiting', () => inRoom(participants.waiting.person, 'account', room)],
      'an admitted participant': ['inside', () => inRoom(participants.inside.person, 'account', room)],
      'a waiting guest': ['waiting', () => inRoom(waiting.person, 'guest', room)],
      'an admitted guest': ['inside', () => inRoom(admitted.person, 'guest', room)],
      'an observer': ['observing', () => inRoom(observer.person, 'guest', room)],
      'the host': ['host', () => inRoom(therapist, 'account', room)],
      'a participant of an ended room': ['inside an ended room', () => inRoom(participants.inside.person, 'account', room)],
      'the host of an ended room': ['inside an ended room', () => inRoom(therapist, 'account', room)],
    } satisfies Record<string, readonly [Standing, () => Promise<Socket>]>,
  };
}
type Room = Awaited<ReturnType<typeof createWorld>>;

/** For hot messages: sealed bytes of nobody, whose header the server answers by. */
function sealed(name: UpName, room: RoomId, member: MemberId): Uint8Array {
  const bytes = new Uint8Array(200);
  const kind = name === 'log/append' ? 'update' : 'presence';
  const doc = kind === 'update' ? ('drawing' as const) : undefined;
  bytes.set(
    encodeHeader({ kind, doc, epoch: 1, room, member, device: randomBytes(8), counter: 1, seenSeq: 0, seenHead: new Uint8Array(32) }),
  );
  return bytes;
}

/** What the sender is told: 'let in', or the code that a right refuses with. */
async function outcome(name: UpName, socket: Socket, { room, host }: Room): Promise<string> {
  if (!HOT.has(name)) {
    const { ok, code = '' } = await ask(socket, name, validBody(UP[name].body));
    return !ok && (code === 'no_right' || code === 'room_ended') ? code : 'let in';
  }
  const told = new Promise<string>((resolve) => {
    socket.once('log/refused', ({ code }: { code: string }) => resolve(code));
    socket.once('log/committed', () => resolve('let in'));
  });
  // Presence is not answered at all: an append of the same right, right behind it, tells how the sender stands.
  if (name === 'presence/send') socket.emit(name, sealed(name, room, host));
  socket.emit('log/append', sealed('log/append', room, host));
  const code = await told;
  return code === 'no_right' || code === 'room_ended' ? code : 'let in';
}

test('[H21] there is a rule for every right that a message names', () => {
  const named = new Set<string>(Object.values(UP).map(({ right }) => right));
  expect([...named].filter((right) => !(right in RULES))).toEqual([]);
  expect(UP['presence/send'].right).toBe(UP['log/append'].right);
});

test('[H21] nobody connects without a sign-in, nor in a capacity that the sign-in is not of', async () => {
  const { waiting } = await createWorld();
  for (const [person, as] of [
    [createPerson(practice.origin), 'account'],
    [createPerson(practice.origin), 'guest'],
    [therapist, 'guest'],
    [waiting.person, 'account'],
  ] as const) {
    await expect(connect(person, as)).rejects.toMatchObject({ message: 'not_signed_in' });
  }
});

test('[H21] a room is entered by its host and its guests, each to their place, and by nobody else', async () => {
  const world = await createWorld();
  const entered = async (person: Person, as: 'account' | 'guest', room: RoomId): Promise<string> => {
    const answer = await enter(await connect(person, as), room);
    return answer.ok ? (answer.value?.state ?? '') : (answer.code ?? '');
  };
  expect(await entered(therapist, 'account', world.room)).toBe('inside');
  expect(await entered(world.waiting.person, 'guest', world.room)).toBe('waiting');
  expect(await entered(other, 'account', world.room)).toBe('not_found');
  const { room: elsewhere } = await makeRoom(other);
  expect(await entered(world.waiting.person, 'guest', elsewhere)).toBe('not_found');
  await ask(world.hostSocket, 'room/end', {});
  expect(await entered(therapist, 'account', world.room)).toBe('inside');
  await expect(connect(world.waiting.person, 'guest')).rejects.toMatchObject({ message: 'not_signed_in' });
});

describe.each(WALKED)('%s', (name) => {
  test('[G7] [H21] is taken from those who hold its right, and from nobody else', async () => {
    const world = await createWorld();
    const rule = RULES[UP[name].right as RoomRight];
    const seen: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const [who, [standing, socketOf]] of Object.entries(world.standings)) {
      if (standing === 'inside an ended room') await ask(world.hostSocket, 'room/end', {});
      const socket = await socketOf();
      seen[who] = await outcome(name, socket, world);
      expected[who] = rule(standing) ?? 'let in';
      socket.close();
    }
    expect(seen).toEqual(expected);
  });
});
