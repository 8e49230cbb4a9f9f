/** What a participant can do as the room's host; for everybody else the server refuses it, and the turner before it. */
import type { MemberId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { Wire } from '#client/net/socket.ts';
import { readCheckIns } from './check-ins.ts';
import type { HostDoor } from './host-door.ts';
import type { KeyChest } from './key-chest.ts';
import { Refused } from './refused.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { allowing, deciding, type Turner } from './turner.ts';
import type { Member, Participant, Watched } from './types.ts';
import type { World } from './world.ts';

export type Hosting = Pick<
  Participant,
  | 'guests'
  | 'admit'
  | 'refuse'
  | 'confirmKeys'
  | 'confirmed'
  | 'confirmWords'
  | 'allow'
  | 'decide'
  | 'remove'
  | 'sendBack'
  | 'lock'
  | 'checkIns'
  | 'accesses'
  | 'end'
>;

type Options = {
  readonly chest: KeyChest;
  readonly you: MemberId;
  readonly world: World;
  readonly wire: Wire;
  readonly door: HostDoor;
  readonly turner: Turner;
  readonly locked: Watched<boolean>;
  readonly members: Watched<readonly Member[]>;
};

/** After this nobody waits for a connection to come again. */
const GONE_MS = 10 * 60_000;

export function createHosting({ chest, you, world, wire, door, turner, locked, members }: Options): Hosting {
  async function ask(reply: Promise<Result<unknown>>): Promise<void> {
    const outcome = await reply;
    if (!outcome.ok) throw new Refused(outcome.code as Refused['code']);
  }

  // Whose network failed is away for moments only: they lose no place. Who was never here while this host was is gone.
  const wasHere = new Set<MemberId>();
  const leftAt = new Map<MemberId, number>();
  const follow = (all: readonly Member[]): void => {
    for (const { id, here } of all) {
      if (here) leftAt.delete(id);
      if (here) wasHere.add(id);
      else if (wasHere.has(id) && !leftAt.has(id)) leftAt.set(id, world.clock.now());
    }
  };
  follow(members.value);
  members.subscribe(follow);
  const isGone = (id: MemberId): boolean => !wasHere.has(id) || world.clock.now() - (leftAt.get(id) ?? Infinity) >= GONE_MS;

  /**
   * A room that is used every week would fill with those who only closed the page: of the guests that are not here, the one who was let in first makes
   * room for who is let in now. Who has an account keeps their place, and nobody who is here loses theirs.
   */
  async function makeRoom(): Promise<Member | undefined> {
    if (chest.inside().length < LIMITS.membersPerRoom) return undefined;
    const away = new Map(members.value.filter(({ here, inside }) => inside && !here).map((member) => [member.id, member]));
    const gone = chest.inside().find(({ id }) => away.has(id) && id !== chest.host && !door.hasAccount(id) && isGone(id));
    if (gone === undefined) return undefined;
    await turner.turn({ leaving: [{ member: gone.id, to: 'removed' }] });
    return away.get(gone.id);
  }

  return {
    guests: door.guests,
    async admit(guest) {
      // Here first: without this browser nobody gets the room's key, whatever a server says of its lock.
      if (locked.value) throw new Refused('room_locked');
      // Whoever cannot be let in costs nobody a place.
      if (!door.isReturning(guest)) await door.admit(guest);
      const letGo = await makeRoom();
      if (door.isReturning(guest)) await turner.turn({ returning: [guest] });
      else await ask(wire.request('room/admit', await door.admit(guest)));
      return letGo?.name;
    },
    confirmKeys: (guest) => door.confirmKeys(guest),
    confirmed: door.confirmed,
    confirmWords: (whom) => door.confirmWords(whom),
    refuse: (guest) => ask(wire.request('room/refuse', { member: guest })),
    allow: (...right) => turner.turn(allowing(you, ...right)),
    decide: (right, who) => turner.turn(deciding(right, who)),
    sendBack: (member) => turner.turn({ leaving: [{ member, to: 'waiting' }] }),
    lock: (isLocked) => ask(wire.request('room/lock', { locked: isLocked })),
    remove: (member) => turner.turn({ leaving: [{ member, to: 'removed' }] }),
    async checkIns() {
      const read = await readCheckIns(world.http, chest);
      if (!read.ok) throw new Refused(read.code);
      return read.value;
    },
    async accesses(cursor) {
      const read = await world.http.call('GET /api/rooms/:room/accesses', { params: { room: chest.room }, query: { cursor } });
      if (!read.ok) throw new Refused(read.code);
      return read.value;
    },
    end: () => ask(wire.request('room/end', {})),
  };
}
