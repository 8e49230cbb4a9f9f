/** Entering a room as a signed-in account: as its host, or as somebody who came by an invite with the account's keys. An ended room opens read-only. */
import type { RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RoomView } from '#server/contract/views.ts';
import { createEntrance, type Standing } from './entrance.ts';
import { epochMark } from './epochs.ts';
import { giverKeyOf } from './hand-over.ts';
import { hostKeyOf } from './own-room.ts';
import { createMeeting, type Host, type HostStopped } from './host-keys.ts';
import type { KeyChest } from './key-chest.ts';
import { createParticipant, openChest } from './participant.ts';
import type { Session } from './session.ts';
import type { Participant, Watched } from './types.ts';
import { worldOf } from './world.ts';

/** Why an account does not come in: the host decided so, their keys are not those it knows (`onStopped`), or a code. */
export type EnterEnd = 'refused' | 'removed' | 'stopped' | ErrorCode;

/** `ahead`: how many who are connected came before, where it is known. `locked`: nobody is let in for now. `words`: the practice's own. */
export type Wait = { readonly connected: boolean; readonly ahead: number | undefined; readonly locked: boolean; readonly words: string };

type Entering = {
  readonly session: Session;
  readonly room: RoomId;
  /** Said while the host has not let this account in. */
  onWaiting?(wait: Wait): void;
  /** The host's keys are not those that this account knows; said before it ends as `stopped`. Nothing was sent into the room. */
  onStopped?(stopped: HostStopped): void;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
};

/** Waits as long as the server cannot be reached, and until the host has decided. */
export async function enterRoom({
  session,
  room,
  onWaiting,
  onStopped,
  signal,
  ...some
}: Entering): Promise<Result<Participant, EnterEnd>> {
  await sodiumReady();
  const { http, storage, keyring, account } = session;
  const world = worldOf(http.origin, { ...some, http, storage });
  const device = world.random.bytes(8);
  const mark = await epochMark(storage, room);
  const entrance = createEntrance({ http, as: 'account', room, device, clock: world.clock });
  const meeting = createMeeting({ session, clock: world.clock });
  /** There while this account waits. */
  let wait: Wait | undefined;

  /**
   * Whose signature makes a member there: one's own key; what the host answered under the invite; or, where the room was handed over, its giver's
   * confirmed key. Never the server's word.
   */
  async function hostKeyIn(view: RoomView): Promise<Result<Uint8Array, ErrorCode>> {
    if (view.room !== room) return fail('no_right');
    if (view.you === view.host) return ok(keyring.signPublic);
    const { own, admission, host, you: member } = view;
    if (own === undefined || admission === undefined) return giverKeyOf(session, room);
    const key = hostKeyOf({ room, host, member, ...own, admission }, account.account, keyring);
    return key === undefined ? fail('no_right') : ok(key);
  }

  /** Once the host let this account in, for as long as that takes: until it is known who they are, and nothing changed meanwhile. */
  async function goIn(): Promise<Result<Participant, EnterEnd>> {
    for (;;) {
      const view = await whenInside(entrance.standing);
      const hostKey = view === undefined ? undefined : await hostKeyIn(view);
      const { value: now } = entrance.standing;
      if (now.is === 'closed') return fail(endOf(now.why));
      if (view === undefined || hostKey === undefined) continue;
      if (!hostKey.ok) return leave(hostKey.code);
      const options = { world, entrance, device, view, keyring, ownsKeyring: false, mark, session, hostSignPublic: hostKey.value };
      const forget = async (): Promise<void> => undefined;
      const chest = openChest({ ...options, forget });
      if (!chest.ok) return leave('no_right');
      const host = hostOf(view, chest.value);
      const met = host && (await meeting.meet(host));
      if (isStill(view) && (met === undefined || met.is === 'met'))
        return ok(createParticipant({ ...options, forget, met: met?.how }, chest.value));
      chest.value.wipe();
      if (!isStill(view)) continue;
      if (met?.is === 'failed') return leave(met.code);
      if (met?.is === 'stopped') {
        onStopped?.(met.stopped);
        return leave('stopped');
      }
    }
  }
  const isStill = (view: RoomView): boolean => entrance.standing.value.is === 'inside' && entrance.standing.value.view === view;
  const leave = (why: EnterEnd): Result<never, EnterEnd> => {
    entrance.close('refused');
    return fail(why);
  };

  return new Promise((resolve) => {
    let going = false;
    const done = (outcome: Result<Participant, EnterEnd>): void => {
      for (const one of undo) one();
      signal?.removeEventListener('abort', giveUp);
      meeting.close();
      resolve(outcome);
    };
    const giveUp = (): void => entrance.close('left');
    const say = (now: Wait): void => {
      wait = now;
      onWaiting?.(now);
    };
    const stand = (standing: Standing): void => {
      switch (standing.is) {
        case 'connecting':
          return;
        case 'away':
          if (wait !== undefined) say({ ...wait, connected: false, ahead: undefined });
          return;
        case 'waiting':
          return say({ connected: true, ahead: standing.view.ahead, locked: standing.view.locked, words: standing.view.words ?? '' });
        case 'inside':
          if (going) return;
          going = true;
          return void goIn().then(done);
        case 'closed':
          // Whoever is on the way in hears it there.
          return going ? meeting.close() : done(fail(endOf(standing.why)));
      }
    };
    const undo = [
      entrance.standing.subscribe(stand),
      entrance.wire.on('room/ahead', ({ ahead }) => wait !== undefined && say({ ...wait, connected: true, ahead })),
      entrance.wire.on('room/locked', ({ locked }) => wait !== undefined && say({ ...wait, locked })),
      entrance.wire.on('room/ended', () => wait !== undefined && entrance.close('ended')),
    ];
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted === true) giveUp();
  });
}

type Closed = Extract<Standing, { is: 'closed' }>;
const endOf = (why: Closed['why']): EnterEnd => (why === 'left' ? 'no_right' : why === 'ended' ? 'room_ended' : why);

/** What the server shows once this account is inside; undefined when it is over. */
function whenInside(standing: Watched<Standing>): Promise<RoomView | undefined> {
  return new Promise((resolve) => {
    const look = (now: Standing): boolean => {
      if (now.is !== 'inside' && now.is !== 'closed') return false;
      resolve(now.is === 'inside' ? now.view : undefined);
      return true;
    };
    if (look(standing.value)) return;
    const stop = standing.subscribe((now) => {
      if (look(now)) stop();
    });
  });
}

/** The host of another's room that is open, as they signed themselves. Of one that has ended nothing more is said to anybody: it is read as it was. */
function hostOf(view: RoomView, chest: KeyChest): Host | undefined {
  const host = chest.members.get(view.host);
  if (view.own === undefined || view.you === view.host || view.status === 'ended' || host === undefined) return undefined;
  const { name, signPublic, boxPublic } = host;
  return { name, signPublic, boxPublic, account: view.own.hostAccount };
}

/** A room that has ended, as it was: the same as entering it. */
export const readRoom = enterRoom;
