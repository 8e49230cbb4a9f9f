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
import { createParticipant } from './participant.ts';
import type { Session } from './session.ts';
import type { Participant } from './types.ts';
import { worldOf } from './world.ts';

/** Why an account does not come in: the host decided so, or a code. */
export type EnterEnd = 'refused' | 'removed' | ErrorCode;

/** `ahead`: how many who are connected came before, where it is known. `locked`: nobody is let in for now. `words`: the practice's own. */
export type Wait = { readonly connected: boolean; readonly ahead: number | undefined; readonly locked: boolean; readonly words: string };

type Entering = {
  readonly session: Session;
  readonly room: RoomId;
  /** Said while the host has not let this account in. */
  onWaiting?(wait: Wait): void;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
};

/** Waits as long as the server cannot be reached, and until the host has decided. */
export async function enterRoom({ session, room, onWaiting, signal, ...some }: Entering): Promise<Result<Participant, EnterEnd>> {
  await sodiumReady();
  const { http, storage, keyring, account } = session;
  const world = worldOf(http.origin, { ...some, http, storage });
  const device = world.random.bytes(8);
  const mark = await epochMark(storage, room);
  const entrance = createEntrance({ http, as: 'account', room, device, clock: world.clock });
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

  async function goIn(view: RoomView): Promise<Result<Participant, EnterEnd>> {
    const hostKey = await hostKeyIn(view);
    const options = { world, entrance, device, view, keyring, ownsKeyring: false, mark, session };
    const made = hostKey.ok ? createParticipant({ ...options, hostSignPublic: hostKey.value, forget: async () => undefined }) : hostKey;
    if (made.ok) return made;
    entrance.close('refused');
    return fail(hostKey.ok ? 'no_right' : hostKey.code);
  }

  return new Promise((resolve) => {
    const stop = (): void => {
      for (const one of undo) one();
      signal?.removeEventListener('abort', giveUp);
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
          stop();
          return void goIn(standing.view).then(resolve);
        case 'closed':
          stop();
          return resolve(fail(standing.why === 'left' ? 'no_right' : standing.why === 'ended' ? 'room_ended' : standing.why));
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

/** A room that has ended, as it was: the same as entering it. */
export const readRoom = enterRoom;
