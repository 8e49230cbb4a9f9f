/**
 * How a live room behaves: `step(state, event)` changes the room's own state object and returns, as data, what the world should
 * do. It does no I/O and knows neither time nor chance, so every order of events can be tried in a test. It changes in place rather than copy:
 * a state object has one owner (server/rooms/live-room.ts) and hundreds of events a second.
 */
import { DOC_NAMES, type DocName } from '#crdt/base/docs.ts';
import { uuidBytes, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import { mayShow, NO_RIGHTS } from '#crdt/base/rights.ts';
import { byMember, clearHeader, inRoom, senderOf } from './clear-header.ts';
import { LIMITS } from './limits.ts';
import { append, prefixOf, same, senderFound } from './room-append.ts';
import type { Connection, DocLog, Effect, Hash, RoomEvent, RoomState } from './room-state.ts';

export type DocEnd = { readonly seq: number; readonly head: Uint8Array };

/** A room as the store knows it, nobody inside. */
export function createRoomState(
  room: RoomId,
  status: 'open' | 'ended',
  epoch: number,
  ends: { readonly [Name in DocName]: DocEnd },
): RoomState {
  const log = ({ seq, head }: DocEnd): DocLog => ({ seq, head, durable: { seq, head }, pending: [], senders: new Map(), readers: [] });
  const docs = { drawing: log(ends.drawing), chat: log(ends.chat) };
  return { room, roomBytes: uuidBytes(room), status, epoch, held: undefined, due: false, docs, inside: [] };
}

export function step(state: RoomState, event: RoomEvent, hash: Hash): readonly Effect[] {
  switch (event.is) {
    case 'append':
      return append(state, event.connection, event.sealed, event.accepting, hash);
    case 'presence':
      return presence(state, event.connection, event.sealed);
    case 'committed':
      return committed(state.docs[event.doc], event.doc, event.count);
    case 'sender-found':
      return senderFound(state, event.doc, event.sender, event.counter, hash);
    case 'sender-not-found':
      return senderFound(state, event.doc, event.sender, undefined, hash);
    case 'entered':
      return entered(state, event.connection);
    case 'opened':
      return opened(state.docs[event.doc], event.connection);
    case 'turning':
      state.held ??= [];
      return [];
    case 'turn-due':
      state.due = true;
      state.held ??= [];
      return [];
    case 'turned':
      return turned(state, event.epoch, event.rights, hash);
    case 'turn-over':
      return release(state, hash);
    case 'ended':
      return ended(state);
    case 'left':
      return left(state, event.connection);
  }
}

/** Whoever is inside and not named has no right any more; what was held is sealed under the epoch before. */
function turned(state: RoomState, epoch: number, rights: ReadonlyMap<MemberId, number>, hash: Hash): readonly Effect[] {
  state.epoch = epoch;
  state.due = false;
  for (const connection of state.inside) connection.rights = rights.get(connection.member) ?? NO_RIGHTS;
  return release(state, hash);
}

function release(state: RoomState, hash: Hash): readonly Effect[] {
  if (state.due) return [];
  const held = state.held ?? [];
  state.held = undefined;
  return held.flatMap(({ from, sealed }) => (state.inside.includes(from) ? append(state, from, sealed, true, hash) : []));
}

function entered(state: RoomState, connection: Connection): readonly Effect[] {
  const others = [...state.inside];
  state.inside.push(connection);
  return [here(others, connection, true)];
}

/** Subscribed first, so that nothing falls between the tail and the relays; what is not yet durable is in no tail. */
function opened(log: DocLog, connection: Connection): readonly Effect[] {
  if (!log.readers.includes(connection)) log.readers.push(connection);
  const own = (sender: Uint8Array): boolean =>
    same(sender.subarray(16), connection.device) && same(sender.subarray(0, 16), connection.memberBytes);
  return log.pending.filter((entry) => !own(entry.sender)).map((entry) => ({ do: 'catch-up', to: connection, sealed: entry.sealed }));
}

function committed(log: DocLog, doc: DocName, count: number): readonly Effect[] {
  const entries = log.pending.splice(0, count);
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return [];
  log.durable = { seq: last.seq, head: last.head };
  const prefixes = entries.map((entry) => prefixOf(entry.digest));
  return [{ do: 'confirm', to: log.readers, notice: { doc, firstSeq: first.seq, head: last.head, prefixes } }];
}

function presence(state: RoomState, from: Connection, sealed: Uint8Array): readonly Effect[] {
  const header = clearHeader(sealed, 'presence');
  const drop = (
    code: 'bad_shape' | 'too_large' | 'wrong_room' | 'wrong_sender' | 'wrong_epoch' | 'no_right' | 'room_ended',
  ): readonly Effect[] => [{ do: 'drop', from, code }];
  if (header === undefined) return drop('bad_shape');
  if (sealed.length > LIMITS.sealedPresenceBytes) return drop('too_large');
  if (!inRoom(sealed, state.roomBytes)) return drop('wrong_room');
  if (!byMember(sealed, from.memberBytes) || !same(senderOf(sealed).subarray(16), from.device)) return drop('wrong_sender');
  if (state.status === 'ended') return drop('room_ended');
  if (header.epoch !== state.epoch) return drop('wrong_epoch');
  if (!mayShow(from.rights)) return drop('no_right');
  return [{ do: 'relay', to: state.inside, except: from, what: 'presence', sealed }];
}

function ended(state: RoomState): readonly Effect[] {
  if (state.status === 'ended') return [];
  state.status = 'ended';
  return [{ do: 'tell', to: [...state.inside], told: { name: 'room/ended', body: {} } }];
}

function left(state: RoomState, connection: Connection): readonly Effect[] {
  remove(state.inside, connection);
  for (const doc of DOC_NAMES) remove(state.docs[doc].readers, connection);
  return [here([...state.inside], connection, false)];
}

const here = (to: readonly Connection[], { member, device }: Connection, isHere: boolean): Effect => ({
  do: 'tell',
  to,
  told: { name: 'room/presence', body: { member, device, here: isHere } },
});

function remove(list: Connection[], connection: Connection): void {
  const at = list.indexOf(connection);
  if (at >= 0) list.splice(at, 1);
}
