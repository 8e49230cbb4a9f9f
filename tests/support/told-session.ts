/**
 * A whole session with canary words in everything that people can write, and every secret noted as it is made: set-up, invite,
 * admission, drawing, chat, presence, a snapshot, the end, and reading it again after a new sign-in.
 */
import { Buffer } from 'node:buffer';
import { client } from '@serenity-kit/opaque';
import * as Y from 'yjs';
import type { Random } from '#crdt/base/random.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { Secret } from '#crdt/base/secret.ts';
import { deriveKey } from '#crdt/crypto/derive.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { addMessage } from '#crdt/docs/chat.ts';
import { openBoard } from '#crdt/docs/board.ts';
import { inviteKeys, inviteRoot, linkProof } from '#crdt/keys/invite-keys.ts';
import { parseInviteLink } from '#crdt/keys/invite-link.ts';
import { uuidBytes } from '#crdt/base/ids.ts';
import { encodeInk } from '#client/board/ink-wire.ts';
import { createHttp } from '#client/net/http.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createInvite, createRoom, enterRoom, readRoom } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import type { Participant } from '#client/room/types.ts';
import { until, untilDoc } from '#tests/client/room/until.ts';
import { keyNeedle, keyringNeedles, roomNeedles, wordNeedle, type Needle } from './canary.ts';
import { register as registerAlone } from '#client/room/session.ts';
import { factorNeedles, keptKit } from './factor-needles.ts';
import { enrolFactor, nextCode, register, signIn } from './factors.ts';
import { createPerson } from './person.ts';

export const ADDRESS = '203.0.113.77';
export const PEOPLE = {
  ada: { email: 'canary-ada@practice.example', password: 'canary-password-heron-of-the-weir', name: 'Canary Ada Kingfisher' },
  tess: { email: 'canary-tess@practice.example', password: 'canary-password-egret-in-the-reeds', name: 'Canary Tess Bittern' },
};
export const WORDS = {
  title: 'canary-title-turnstone',
  guest: 'Canary Robin Dunnock',
  chat: 'canary-chat-yellowhammer',
  emoji: 'canary-chat-nightjar-\u{1f426}',
  note: 'canary-note-in-the-drawing',
  writing: 'canary-writing-on-the-board-siskin',
  place: 'canary-place-ptarmigan',
  contact: 'canary-contact-woodcock',
  passcode: 'canary-passcode-dotterel',
  typing: 'canary-typing-goldcrest',
  snapshot: 'canary-snapshot-whimbrel',
  agent: 'canary-agent-sandpiper',
};
/** 60 KB each: more than a log's tail may hold before the host writes a snapshot. */
const NOTES = 10;
const STROKE_ID = 'canaryStroke';
/** Far from any round number, so that its bytes stand for it. */
const POINTS = Float32Array.from({ length: 60 }, (_, i) => [1017.375 + i * 31.125, -2043.625 + i * i * 7.375, 0.5][i % 3] ?? 0);

export type Told = {
  readonly room: RoomId;
  /** What may stand nowhere: content, names, passwords, keys. */
  readonly secrets: readonly Needle[];
  /** What the server hears but may not keep or print: e-mail and IP addresses, browsers, cookies, proofs, tokens. */
  readonly heard: readonly Needle[];
};

const good = <Value>(result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: string }): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

/** Plays it all over `origin`; `snapshot` resolves once one is kept. */
export async function tellSession(origin: string, snapshot: () => Promise<void>): Promise<Told> {
  const made: Needle[] = [];
  const random = notingRandom(made);
  const world = { random };
  const adaHttp = createHttp({ origin });
  const ada = good(await register({ http: adaHttp, random, ...PEOPLE.ada }));
  const invited = good(await adaHttp.call('POST /api/account-invites', { body: { email: PEOPLE.tess.email, roles: ['therapist'] } }));
  const tess = good(await registerAlone({ http: createHttp({ origin }), random, token: invited.token, ...PEOPLE.tess }));
  const factor = good(await enrolFactor(tess));
  const room = good(await createRoom({ session: tess, title: WORDS.title, random }));
  const host = good(await enterRoom({ session: tess, room, random }));
  const asks = ['place', 'contact', 'alone'] as const;
  const { link } = good(await createInvite({ session: tess, room, asks, passcode: WORDS.passcode, random }));
  const checkIn = { place: WORDS.place, contact: { name: WORDS.contact, phone: '555-0100' }, alone: true };
  const waiting = good(await joinByInvite({ link, name: WORDS.guest, passcode: WORDS.passcode, checkIn, ...world }));
  const [guest] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (guest === undefined) throw new Error('nobody waits');
  if (guest.checkIn.is !== 'answered') throw new Error('the check-in did not arrive');
  await host.admit(guest.member);
  if ((await host.checkIns()).get(guest.member)?.is !== 'answered') throw new Error('the check-in is not kept');
  const robin = await waiting.admitted;
  await Promise.all([host.synced, robin.synced]);
  await talk(host, robin);
  // Whoever comes back reads the log, and finds it long enough to write a snapshot.
  await host.close();
  const back = good(await enterRoom({ session: tess, room, random }));
  await back.synced;
  await snapshot();
  await back.end();
  await until(robin.link, (link) => link.is === 'closed');
  await Promise.all([back.close(), robin.close()]);

  const again = await signInNoted(origin);
  const later = good(await signIn({ http: createHttp({ origin }), random, ...PEOPLE.tess }));
  const reader = good(await readRoom({ session: later, room, random }));
  await reader.synced;
  if (
    !reader.docs.chat
      .getArray('messages')
      .toJSON()
      .some((one) => JSON.stringify(one).includes(WORDS.chat))
  )
    throw new Error('not kept');
  await reader.close();
  const kit = await keptKit(later);
  await adaHttp.call('GET /api/admin/rooms');
  const roomKey = made.find(({ name }) => name === 'secret 5')?.bytes;
  if (roomKey === undefined) throw new Error('no room key was made');
  return {
    room,
    secrets: [
      ...Object.values(WORDS)
        .filter((word) => word !== WORDS.agent)
        .map(wordNeedle),
      ...Object.values(PEOPLE).flatMap(({ password, name }) => [wordNeedle(password), wordNeedle(name)]),
      ...inkNeedles(),
      ...made,
      ...roomNeedles(new Secret(roomKey.slice()), room, 1),
      ...keyringNeedles('Ada', ada.keyring),
      ...keyringNeedles('Tess', tess.keyring),
      ...again.secrets,
      ...kit,
      ...(await linkNeedles(link)).secrets,
    ],
    heard: [
      ...Object.values(PEOPLE).map(({ email }) => wordNeedle(email)),
      wordNeedle(ADDRESS),
      wordNeedle(WORDS.agent),
      { name: 'the token of an account invite', bytes: Buffer.from(invited.token, 'base64url') },
      ...factorNeedles(factor),
      ...[ada, tess, later].flatMap(cookieNeedles),
      ...again.cookies,
      ...(await linkNeedles(link)).heard,
    ],
  };
}

/** Every 32 random bytes that a participant draws are a key; nonces and ids have other lengths. In order: two of Ada, two of Tess, the room's. */
function notingRandom(made: Needle[]): Random {
  return {
    bytes(length) {
      const bytes = systemRandom.bytes(length);
      if (length === 32) made.push({ name: `secret ${made.length + 1}`, bytes: bytes.slice() });
      return bytes;
    },
  };
}

async function talk(host: Participant, robin: Participant): Promise<void> {
  const say = (who: Participant, text: string): void =>
    addMessage(who.docs.chat, { id: crypto.randomUUID(), author: who.you, at: 1_780_000_000_000, text });
  const ink = { tool: 'pen' as const, colour: 0xca9a21, width: 3, pressure: false, opacity: 1, filled: false };
  const board = openBoard(robin.docs.drawing, systemRandom);
  const seen = new Promise<void>((resolve) => {
    host.awareness.on('change', () => {
      if (host.awareness.states.get(robin.awareness.clientID)?.['typing'] === WORDS.typing) resolve();
    });
  });
  robin.awareness.setLocalStateField('ink', encodeInk(STROKE_ID, ink, 0, POINTS));
  robin.awareness.setLocalStateField('typing', WORDS.typing);
  await seen;
  board.add(STROKE_ID, { ...ink, author: robin.you, at: 1_780_000_000_000, points: POINTS }, 'test');
  board.add('canaryWrites', { tool: 'note', colour: 0, size: 20, x: 3, y: 4, author: robin.you, at: 0, text: WORDS.writing }, 'test');
  robin.docs.drawing.getMap('strokes').set('canary-stroke-id-firecrest', WORDS.note);
  say(robin, WORDS.chat);
  say(host, WORDS.emoji);
  for (let i = 0; i < NOTES; i++) robin.docs.chat.getArray('notes').push([WORDS.snapshot.repeat(2500)]);
  await untilDoc(host.docs.chat, () => host.docs.chat.getArray('notes').length === NOTES);
  await untilDoc(robin.docs.chat, () => robin.docs.chat.getArray('messages').length === 2);
  await Promise.all([host, robin].map((one) => until(one.unkept, (count) => count === 0)));
  board.close();
}

/** A stroke in each form in which it leaves the board: bytes of the doc, text of presence. */
function inkNeedles(): readonly Needle[] {
  const ink = { tool: 'pen' as const, colour: 0xca9a21, width: 3, pressure: false, opacity: 1, filled: false };
  const { data } = encodeInk(STROKE_ID, ink, 0, POINTS);
  const points = Buffer.from(String(data), 'base64url').subarray(1);
  const doc = new Y.Doc();
  openBoard(doc, systemRandom).add(STROKE_ID, { ...ink, author: crypto.randomUUID() as Participant['you'], at: 0, points: POINTS }, 'test');
  if (!Buffer.from(Y.encodeStateAsUpdate(doc)).includes(points)) throw new Error('strokes are encoded otherwise than this test thinks');
  return [wordNeedle(STROKE_ID), wordNeedle('canary-stroke-id-firecrest'), { name: 'the points of a stroke', bytes: points }];
}

/** Signs in by hand, from an address and with a browser that can be looked for, to learn the export key; RFC 9807, section 6.4. */
async function signInNoted(origin: string): Promise<{ readonly secrets: readonly Needle[]; readonly cookies: readonly Needle[] }> {
  const { email, password } = PEOPLE.tess;
  const person = createPerson(origin);
  const headers = { 'X-Forwarded-For': ADDRESS, 'User-Agent': WORDS.agent };
  const { clientLoginState, startLoginRequest } = client.startLogin({ password });
  const started = await person.post('/api/sign-in/start', { email, request: startLoginRequest }, headers);
  const { response, attempt } = started.body as unknown as { response: string; attempt: string };
  const login = client.finishLogin({ clientLoginState, loginResponse: response, password, keyStretching: 'memory-constrained' });
  if (login === undefined) throw new Error('the password is wrong');
  const asked = await person.post('/api/sign-in/finish', { attempt, finish: login.finishLoginRequest }, headers);
  const proof = { method: 'backup', code: nextCode(origin, email) };
  const done = await person.post('/api/sign-in/factor', { attempt: (asked.body as { attempt?: string }).attempt, proof }, headers);
  const { account } = done.body as unknown as { account: string };
  const exportKey = new Secret(new Uint8Array(Buffer.from(login.exportKey, 'base64url')));
  const sessionKey = new Secret(new Uint8Array(Buffer.from(login.sessionKey, 'base64url')));
  return {
    secrets: [
      keyNeedle("Tess's export key", exportKey),
      keyNeedle("the key of Tess's keyring", deriveKey(exportKey, 'keyring', uuidBytes(account as RoomId))),
      keyNeedle("the sign-in's session key", sessionKey),
    ],
    cookies: [...person.cookies.values()].map((value) => ({
      name: 'a cookie of the noted sign-in',
      bytes: Buffer.from(value, 'base64url'),
    })),
  };
}

async function linkNeedles(link: string): Promise<{ readonly secrets: readonly Needle[]; readonly heard: readonly Needle[] }> {
  const parsed = parseInviteLink(link);
  if (!parsed.ok) throw new Error('no link');
  const { invite, secret } = parsed.value;
  const root = await inviteRoot({ secret, invite, passcode: WORDS.passcode });
  const keys = inviteKeys(root, invite);
  return {
    secrets: [
      keyNeedle("the link's secret", secret),
      keyNeedle("the root of the invite's keys", root),
      keyNeedle("the invite's MAC key", keys.mac),
      keyNeedle("the invite's name key", keys.name),
      keyNeedle("the invite's check-in key", keys.checkIn),
      keyNeedle("the invite's admission key", keys.admission),
    ],
    heard: [
      { name: "the invite's proof", bytes: linkProof(secret, invite) },
      { name: "the passcode's proof", bytes: keys.proof },
    ],
  };
}

const cookieNeedles = ({ http, account }: Session): readonly Needle[] =>
  (http.cookies?.header() ?? '').split('; ').map((pair) => ({
    name: `a cookie of ${account.email}`,
    bytes: Buffer.from(pair.split('=')[1] ?? '', 'base64url'),
  }));
