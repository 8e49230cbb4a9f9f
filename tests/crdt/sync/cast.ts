/** Members of one room, its epochs with who may write in each, and what one device knows of them. */
import { uuidFrom, type MemberId } from '#crdt/base/ids.ts';
import { Secret } from '#crdt/base/secret.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { roomKeys, type RoomKeys as Derived } from '#crdt/keys/room-key.ts';
import type { End, RoomKeys } from '#crdt/sync/ports.ts';
import { createHandClock } from '#tests/support/clock.ts';
import { createSeededRandom } from '#tests/support/random.ts';
import { ROOM } from '../people.ts';

type Epoch = {
  readonly derived: Derived;
  /** Where the epoch before it ended. */
  readonly begin: End | undefined;
  readonly members: ReadonlySet<MemberId>;
  readonly writers: ReadonlySet<MemberId>;
};
/** A device's keys, and how it learns of epochs up to that one. */
export type KnownKeys = RoomKeys & { learn(epoch: number): void };

const raise = (): never => {
  throw new RangeError('a cast has at least a host');
};

/** The first is the host. Unless turned, there is one epoch, in which all may write. */
export function createCast(seed = 1, count = 3) {
  const random = createSeededRandom(seed);
  const members = Array.from({ length: count }, () => ({
    id: uuidFrom<MemberId>(random.bytes(16)),
    keyring: createKeyring(random, 'Somebody'),
  }));
  const host = (members[0] ?? raise()).id;
  const everybody = new Set(members.map(({ id }) => id));
  const epochs: Epoch[] = [
    { derived: roomKeys(new Secret(random.bytes(32)), ROOM, 1), begin: undefined, members: everybody, writers: everybody },
  ];
  const at = (epoch: number): Epoch | undefined => epochs[epoch - 1];

  /** `epoch`: the newest it knows of. */
  function keysFrom(epoch = epochs.length): KnownKeys {
    let known = epoch;
    const knownOf = (asked: number): Epoch | undefined => (asked <= known ? at(asked) : undefined);
    return {
      room: ROOM,
      host,
      get epoch() {
        return known;
      },
      keyOf: (purpose, asked) => knownOf(asked)?.derived[purpose],
      writerKey: (member, asked) =>
        knownOf(asked)?.members.has(member) === true ? members.find(({ id }) => id === member)?.keyring.signPublic : undefined,
      may: (member, _right, asked) => knownOf(asked)?.writers.has(member) === true,
      places: () => ({
        epochAt(seq) {
          let epoch = known;
          while (epoch > 1 && (at(epoch)?.begin?.seq ?? 0) >= seq) epoch--;
          return epoch;
        },
        endBefore: (asked) => knownOf(asked)?.begin,
      }),
      learn: (newest) => void (known = Math.max(known, newest)),
    };
  }

  return {
    random,
    members,
    /** All there is to know now; tests that turn no epoch share it. */
    keys: keysFrom(),
    keysFrom,
    clock: createHandClock(),
    get epoch() {
      return epochs.length;
    },
    mayWrite: (member: MemberId): boolean => at(epochs.length)?.writers.has(member) === true,
    isIn: (member: MemberId): boolean => at(epochs.length)?.members.has(member) === true,
    /** The host turns the epoch at that end of the log. */
    turn(begin: End, who: { readonly members: Iterable<MemberId>; readonly writers: Iterable<MemberId> }): number {
      const key = new Secret(random.bytes(32));
      const [inside, writers] = [new Set(who.members), new Set(who.writers)];
      return epochs.push({ derived: roomKeys(key, ROOM, epochs.length + 1), begin, members: inside, writers });
    },
  };
}
export type Cast = ReturnType<typeof createCast>;
