/** One connection's place in a room: what it may do now, and its messages brought to the live room, the store and access. */
import { uuidBytes, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { mayIn } from '#crdt/base/rights.ts';
import { byMember, clearHeader, inRoom, seenHead, seenSeq, senderOf } from '#server/contract/clear-header.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { Right } from '#server/contract/roles.ts';
import type { Connection } from '#server/contract/room-state.ts';
import type { RoomView } from '#server/contract/views.ts';
import type { RoomAccess, Visitor } from './access.ts';
import { streamTail } from './catch-up.ts';
import type { LiveRoom } from './live-room.ts';
import type { Lobby } from './lobby.ts';
import type { LogStore } from './log-store.ts';
import type { RoomsLog } from './log.ts';
import type { Port } from './port.ts';
import type { Found, Inside, Seat } from './seat-types.ts';

export type SeatOptions = {
  readonly visitor: Visitor;
  readonly room: RoomId;
  readonly member: MemberId;
  readonly device: Uint8Array;
  readonly port: Port;
  readonly access: RoomAccess;
  readonly store: LogStore;
  readonly log: RoomsLog;
  readonly lobby: Lobby;
  /** How the visitor may enter now. */
  find(): Promise<Result<Found, ErrorCode>>;
  /** What the room holds in memory may not be what is kept. */
  startAnew(): void;
  /** The host ended the room. */
  end(room: RoomId): void;
  left(): void;
};

type State =
  | { readonly is: 'waiting' }
  | { readonly is: 'inside'; readonly live: LiveRoom; readonly connection: Connection; readonly visit: Promise<string | undefined> }
  | { readonly is: 'gone' };

const MAX_DIGESTS = 4096;

export function createSeat(options: SeatOptions): Seat {
  const { visitor, room, member, device, port, access, store, log, lobby, find, startAnew, end, left } = options;
  let state: State = { is: 'waiting' };

  const isOpen = (): boolean => state.is === 'inside' && state.live.state.status === 'open';
  const has = (right: Right): boolean => {
    if (state.is === 'gone') return false;
    if (right === 'room:waiting') return true;
    if (right === 'room:read') return state.is === 'inside';
    if (right === 'room:write') return isOpen();
    if (right === 'room:media') return isOpen() && state.is === 'inside' && mayIn(state.connection.rights, 'media');
    return right === 'room:host' && isOpen() && state.is === 'inside' && state.connection.role === 'therapist';
  };

  const startVisit = async (): Promise<string | undefined> => {
    try {
      return await access.visitStarted(room, member);
    } catch {
      log.warn({ room }, 'a visit was not written down');
      return undefined;
    }
  };
  const endVisit = async (visit: Promise<string | undefined>): Promise<void> => {
    const id = await visit;
    if (id === undefined) return;
    await access.visitEnded(id).catch(() => log.warn({ room }, 'the end of a visit was not written down'));
  };

  const goInside = ({ role, rights, view }: Inside, live: LiveRoom): RoomView => {
    if (view.status === 'ended') live.happen({ is: 'ended' });
    const present = live.state.inside.map((other) => ({ member: other.member, device: other.device }));
    const connection: Connection = { member, memberBytes: uuidBytes(member), device, role, rights };
    state = { is: 'inside', live, connection, visit: startVisit() };
    live.enter(connection, port);
    if (role === 'therapist') lobby.changed();
    return { ...view, status: live.state.status, present };
  };

  const seat: Seat = {
    visitor,
    member,
    device,
    port,
    get waiting() {
      return state.is === 'waiting';
    },
    has,
    goInside,
    admitted: async () => {
      const found = await find();
      if (!found.ok || found.value.entry.state !== 'inside' || found.value.live === undefined) return;
      if (state.is === 'waiting') port.send('room/admitted', goInside(found.value.entry, found.value.live));
    },
    append: (sealed) => {
      if (state.is === 'inside') state.live.append(state.connection, sealed);
    },
    presence: (sealed) => {
      if (state.is === 'inside') state.live.happen({ is: 'presence', connection: state.connection, sealed });
    },
    open: async ({ doc, after }) => {
      if (state.is !== 'inside') return fail('no_right');
      const { live, connection } = state;
      // Before a byte of it leaves: what cannot be written down is not read.
      await access.logRead(room, member, doc);
      if (seat.waiting || !has('room:read')) return fail('no_right');
      live.happen({ is: 'opened', connection, doc });
      const { seq, head } = live.state.docs[doc].durable;
      await streamTail({ store, recent: live.recent[doc], port, room, doc, by: member, after, to: seq });
      return ok({ seq, head });
    },
    snapshot: async ({ doc, replaces, sealed }) => {
      const header = clearHeader(sealed, 'snapshot');
      if (state.is !== 'inside' || header === undefined || header.doc !== doc) return fail('bad_shape');
      const { live, connection } = state;
      if (!inRoom(sealed, live.state.roomBytes)) return fail('wrong_room');
      if (!byMember(sealed, connection.memberBytes)) return fail('wrong_sender');
      if (header.epoch !== live.state.epoch) return fail('wrong_epoch');
      if (live.state.due) return fail('turn_due');
      const seq = seenSeq(sealed);
      if (!(seq >= 1)) return fail('snapshot_mismatch');
      const at = { replaces, seq, head: seenHead(sealed), sender: senderOf(sealed), epoch: header.epoch, sealed };
      const kept = await store.putSnapshot(room, doc, at);
      if (kept.ok) {
        live.recent[doc].setSnapshot({ seq, sealed });
        return ok({ newest: seq });
      }
      if (kept.code === 'snapshot_mismatch') return fail('snapshot_mismatch');
      // Another device of the host was first: this one learns where that stands, so that its next follows it.
      return ok({ newest: (await store.newestSnapshot(room, doc, member))?.seq ?? 0 });
    },
    digests: async ({ doc, from, to }) => {
      if (to < from || to - from > MAX_DIGESTS) return fail('bad_shape');
      return ok({ digests: await store.digests(room, doc, from, to) });
    },
    admit: async (body) => {
      const admitted = await access.admit(room, member, body);
      if (!admitted.ok) return admitted;
      await lobby.admitted(admitted.value);
      return ok({});
    },
    refuse: async (body) => {
      const refused = await access.refuse(room, member, body.member);
      if (!refused.ok) return refused;
      lobby.refused(body.member);
      return ok({});
    },
    turning: async () => {
      if (state.is !== 'inside') return fail('no_right');
      const { live, connection } = state;
      const ends = await live.turning.begin(connection);
      return ends.ok ? ok({ epoch: live.state.epoch + 1, ...ends.value }) : ends;
    },
    turn: async (body) => {
      if (state.is !== 'inside') return fail('no_right');
      const { live, connection } = state;
      const ends = live.turning.take(connection);
      if (ends === undefined) return fail('wrong_epoch');
      const kept = await access.turn(room, member, body, ends).catch((error: unknown) => {
        startAnew();
        throw error;
      });
      if (kept.ok) {
        await lobby.turned(live, kept.value, body);
        return ok({});
      }
      // Whether it was kept is not known: whoever comes again finds out.
      if (kept.code === 'not_ready') startAnew();
      else live.turning.over();
      return kept;
    },
    lock: async ({ locked }) => {
      const done = await access.lock(room, member, locked);
      if (!done.ok) return done;
      lobby.locked(locked);
      return ok({});
    },
    end: async () => {
      const done = await access.end(room, member);
      if (!done.ok) return done;
      end(room);
      return ok({});
    },
    leave: () => {
      if (state.is === 'gone') return;
      const was = state;
      state = { is: 'gone' };
      lobby.remove(seat);
      if (was.is === 'inside') {
        was.live.leave(was.connection);
        lobby.owe(endVisit(was.visit));
      } else lobby.changed();
      left();
    },
  };
  return seat;
}
