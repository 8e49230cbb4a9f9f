/**
 * The path of every update: checks in the order of the contract, then a place in the log, at once relayed and enqueued.
 * This is the hot path; the step changes the room's own state object in place and copies nothing.
 */
import { DIGEST_PREFIX_BYTES } from '#crdt/sync/committed.ts';
import type { DocName } from '#crdt/base/docs.ts';
import { mayIn } from '#crdt/base/rights.ts';
import { byMember, clearHeader, deviceOf, inRoom, senderOf, type ClearHeader } from './clear-header.ts';
import type { ErrorCode } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { LogEntry } from './log-entry.ts';
import type { Connection, DocLog, Effect, Hash, RoomState, Sender } from './room-state.ts';

/** A sender not yet looked up may have this many updates waiting, and a room whose epoch turns; more is refused. */
const MAX_HELD = 512;
type Named = ClearHeader & { readonly doc: DocName };
type Held = { readonly from: Connection; readonly sealed: Uint8Array };

/** An update arrived from a connection that is inside. */
export function append(state: RoomState, from: Connection, sealed: Uint8Array, accepting: boolean, hash: Hash): readonly Effect[] {
  const header = clearHeader(sealed, 'update');
  if (header?.doc === undefined) return [{ do: 'drop', from, code: 'bad_shape' }];
  const named = header as Named;
  if (state.held !== undefined) return hold(state.held, from, sealed, named);
  const code = faultOf(state, from, sealed, named) ?? (accepting ? undefined : 'not_ready');
  if (code !== undefined) return [refusal(from, named.doc, sealed, named.counter, code)];
  const log = state.docs[named.doc];
  const name = senderName(sealed);
  const sender = log.senders.get(name);
  if (sender === undefined) {
    const key = senderOf(sealed).slice();
    log.senders.set(name, { is: 'unknown', key, held: [{ from, sealed }] });
    return [{ do: 'find-sender', doc: named.doc, sender: name, key }];
  }
  if (sender.is === 'known') return place(state, from, sealed, named, log, sender, hash);
  if (sender.held.length >= MAX_HELD) return [refusal(from, named.doc, sealed, named.counter, 'too_fast')];
  sender.held.push({ from, sealed });
  return [];
}

/** The epoch is turning: this waits until it has. */
function hold(held: Held[], from: Connection, sealed: Uint8Array, { doc, counter }: Named): readonly Effect[] {
  if (held.length >= MAX_HELD) return [refusal(from, doc, sealed, counter, 'too_fast')];
  held.push({ from, sealed });
  return [];
}

/** The store said how far a sender had counted (undefined: it could not say); what it sent meanwhile goes on. */
export function senderFound(state: RoomState, doc: DocName, name: string, counter: number | undefined, hash: Hash): readonly Effect[] {
  const log = state.docs[doc];
  const sender = log.senders.get(name);
  if (sender?.is !== 'unknown') return [];
  if (counter === undefined) log.senders.delete(name);
  else log.senders.set(name, { is: 'known', key: sender.key, counter });
  return sender.held.flatMap(({ from, sealed }) => {
    if (!state.inside.includes(from)) return [];
    return append(state, from, sealed, counter !== undefined, hash);
  });
}

function faultOf(state: RoomState, from: Connection, sealed: Uint8Array, header: Named): ErrorCode | undefined {
  if (sealed.length > LIMITS.sealedUpdateBytes) return 'too_large';
  if (!inRoom(sealed, state.roomBytes)) return 'wrong_room';
  if (!byMember(sealed, from.memberBytes)) return 'wrong_sender';
  if (state.status === 'ended') return 'room_ended';
  if (header.epoch !== state.epoch) return 'wrong_epoch';
  if (!mayIn(from.rights, header.doc)) return 'no_right';
  return state.docs[header.doc].readers.includes(from) ? undefined : 'doc_not_open';
}

function place(
  state: RoomState,
  from: Connection,
  sealed: Uint8Array,
  header: Named,
  log: DocLog,
  sender: Sender & { is: 'known' },
  hash: Hash,
): readonly Effect[] {
  const { doc, counter, epoch } = header;
  if (counter > sender.counter + 1) return [refusal(from, doc, sealed, counter, 'counter_gap')];
  const digest = hash(sealed);
  if (counter <= sender.counter) return repeated(from, sealed, header, log, sender, digest);
  sender.counter = counter;
  log.seq += 1;
  log.head = nextHead(log.head, log.seq, digest, hash);
  const entry: LogEntry = { room: state.room, doc, seq: log.seq, sender: sender.key, counter, epoch, sealed, digest, head: log.head };
  log.pending.push(entry);
  return [
    { do: 'relay', to: log.readers, except: from, what: 'log', sealed },
    { do: 'enqueue', entry },
  ];
}

/** Sent twice: waiting for its commit (then the notice will come), durable (the store must say which one), or another one. */
function repeated(
  from: Connection,
  sealed: Uint8Array,
  { doc, counter }: Named,
  log: DocLog,
  sender: Sender,
  digest: Uint8Array,
): readonly Effect[] {
  const waiting = log.pending.find((entry) => entry.counter === counter && entry.sender === sender.key);
  if (waiting === undefined) return [{ do: 'answer-repeated', to: from, doc, counter, sealed }];
  return same(waiting.digest, digest) ? [] : [refusal(from, doc, sealed, counter, 'counter_reused')];
}

/** head(n) = SHA-256(head(n - 1), seq u64 big-endian, digest). */
export function nextHead(head: Uint8Array, seq: number, digest: Uint8Array, hash: Hash): Uint8Array {
  const bytes = new Uint8Array(72);
  bytes.set(head);
  const view = new DataView(bytes.buffer);
  view.setUint32(32, Math.floor(seq / 0x1_0000_0000));
  view.setUint32(36, seq % 0x1_0000_0000);
  bytes.set(digest, 40);
  return hash(bytes);
}

export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
export const prefixOf = (digest: Uint8Array): Uint8Array => digest.subarray(0, DIGEST_PREFIX_BYTES);

export const refusal = (to: Connection, doc: DocName, sealed: Uint8Array, counter: number, code: ErrorCode): Effect => ({
  do: 'tell',
  to: [to],
  told: { name: 'log/refused', body: { doc, device: deviceOf(sealed), counter, code } },
});

/** A sender's 24 bytes as a Map key. One char per two bytes: short and made without a table. */
function senderName(sealed: Uint8Array): string {
  let name = '';
  for (let at = 24; at < 48; at += 2) name += String.fromCharCode(((sealed[at] ?? 0) << 8) | (sealed[at + 1] ?? 0));
  return name;
}
