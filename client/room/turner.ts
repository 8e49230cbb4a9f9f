/** The host turns the room's epoch: a new room key, sealed to each who stays, and the signed word who they are and what each may. */
import type { MemberId } from '#crdt/base/ids.ts';
import { rightsOfNew, withRight, type RightName } from '#crdt/base/rights.ts';
import type { EpochStatement } from '#crdt/keys/epoch-layout.ts';
import { sealPreviousKey, signEpoch } from '#crdt/keys/epoch.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { createRoomKey, roomKeys, wipeRoomKeys } from '#crdt/keys/room-key.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { UpBody } from '#server/contract/messages.ts';
import type { Leaving } from '#server/contract/turn.ts';
import type { Wire } from '#client/net/socket.ts';
import type { InsideMember, KeyChest } from './key-chest.ts';
import { Refused } from './refused.ts';
import type { RoomDocs } from './room-docs.ts';
import { read } from './settled.ts';
import type { WhoMay } from './types.ts';
import type { World } from './world.ts';

type Options = {
  readonly chest: KeyChest;
  readonly you: MemberId;
  readonly keyring: Keyring;
  readonly world: World;
  readonly wire: Wire;
  readonly docs: RoomDocs;
};

/** What is to be another; the rest stays as it is when the turn is made. */
export type Change = {
  readonly leaving?: readonly Leaving[];
  /** Who was sent back to the waiting room and comes in again. */
  readonly returning?: readonly MemberId[];
  /** What a member who stays may from now on. */
  rightsOf?(member: InsideMember): number;
  /** What participants may who are let in later; `rights` is what they may today. */
  newcomers?(rights: number): number;
};

export type Turner = {
  /** One turn at a time; rejects with `Refused` when it was not made. Resolves when the server has kept it and everybody inside was told. */
  turn(change: Change): Promise<void>;
  /**
   * These hold the current key and are out (their account was deactivated): turns without them, again and again until it has turned, since the
   * server holds what everybody writes until then. A no-op for nobody, and for who is not the host.
   */
  due(out: readonly MemberId[]): void;
  close(): void;
};

/** Between two tries of a turn that is due. */
const RETRY_MS = 2000;

export function createTurner({ chest, you, keyring, world, wire, docs }: Options): Turner {
  let turning: Promise<void> = Promise.resolve();
  let isDue = false;
  let closed = false;

  async function once(change: Change): Promise<void> {
    await read(Object.values(docs.states), world.clock);
    const begun = await wire.request('room/turning', {});
    if (!begun.ok) throw new Refused(begun.code);
    const { epoch, ...ends } = begun.value;
    if (epoch !== chest.epoch + 1) throw new Refused('wrong_epoch');
    // What the host signs here everybody holds their log against: so it is what this device has read and recomputed itself, never the server's word.
    if (!(await docs.endAt(ends, LIMITS.turningMs))) throw new Refused('snapshot_mismatch');
    const reply = await wire.request('room/turn', make({ epoch, ends, change }));
    if (!reply.ok) throw new Refused(reply.code);
  }

  type Next = Pick<EpochStatement, 'epoch' | 'ends'> & { readonly change: Change };
  function make({ epoch, ends, change }: Next): UpBody<'room/turn'> {
    const { room, book } = chest;
    const before = chest.current();
    if (before === undefined) throw new Refused('wrong_epoch');
    const { leaving = [], returning = [] } = change;
    const today = book.newcomers(chest.epoch);
    const back = returning.flatMap((id): readonly InsideMember[] => {
      const known = chest.members.get(id);
      return known === undefined ? [] : [{ ...known, rights: rightsOfNew(known.role, today) }];
    });
    const stay = [...chest.inside().filter(({ id }) => !leaving.some(({ member }) => member === id)), ...back];
    const roomKey = createRoomKey(world.random);
    const keys = roomKeys(roomKey, room, epoch);
    const previousKey = sealPreviousKey(before.roomKey, { room, epoch, key: keys.previousKey }, world.random);
    const members = stay.map((one) => ({ member: one.id, role: one.role, rights: change.rightsOf?.(one) ?? one.rights }));
    const newcomers = change.newcomers?.(today) ?? today;
    const { signSecret } = keyring;
    const signed = signEpoch({ room, epoch, previous: book.mark.head, newcomers, ends, previousKey, members }, signSecret);
    const grants = stay.map(({ id, boxPublic }) => ({
      reader: id,
      ...grantRoomKey({ room, epoch, granter: you, reader: id, readerBoxPublic: boxPublic, roomKey, signSecret }),
    }));
    wipeRoomKeys(keys);
    roomKey.wipe();
    return { ...signed, grants, leaving: [...leaving] };
  }

  function turn(change: Change): Promise<void> {
    if (you !== chest.host) return Promise.reject(new Refused('no_right'));
    turning = turning.catch(() => undefined).then(() => once(change));
    return turning;
  }

  /** Another device of the host may be quicker: then the epoch is another. */
  async function untilTurned(out: readonly MemberId[]): Promise<void> {
    const { epoch } = chest;
    await docs.synced;
    while (!closed && chest.epoch === epoch) {
      const leaving = chest.inside().flatMap(({ id }) => (out.includes(id) ? [{ member: id, to: 'removed' as const }] : []));
      const done = await turn({ leaving }).then(
        () => true,
        () => false,
      );
      if (!done) await new Promise<void>((resolve) => world.clock.after(RETRY_MS, resolve));
    }
  }

  return {
    turn,
    due(out) {
      if (you !== chest.host || out.length === 0 || isDue) return;
      isDue = true;
      void untilTurned(out).finally(() => (isDue = false));
    },
    close: () => (closed = true),
  };
}

/** That right given to, or taken from, one member, or everybody but the host `you`, also who is let in later. Observers only look on. */
export function allowing(you: MemberId, whom: MemberId | 'everybody', right: RightName, given: boolean): Change {
  const isMeant = ({ id, role }: InsideMember): boolean => id !== you && role !== 'observer' && (whom === 'everybody' || whom === id);
  return {
    rightsOf: (member) => (isMeant(member) ? withRight(member.rights, right, given) : member.rights),
    newcomers: (rights) => (whom === 'everybody' ? withRight(rights, right, given) : rights),
  };
}

/** That right as said for everybody at once, also for participants who are let in later. Observers only look on. */
export const deciding = (right: RightName, { therapists, participants }: WhoMay): Change => ({
  rightsOf({ role, rights }) {
    return role === 'observer' ? rights : withRight(rights, right, role === 'participant' ? participants : therapists);
  },
  newcomers: (rights) => withRight(rights, right, participants),
});
