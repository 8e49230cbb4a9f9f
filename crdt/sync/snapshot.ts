/**
 * A snapshot: the state of a doc at one seq of its log, so that a join reads one sealed message instead of thousands. It is
 * sealed like everything in a room; `seen` of its header is the end it stands at. Content, integers big-endian: u32 count
 * of senders, for each the sender (24), its last kept counter u64 and the Yjs clock after that u64, then the Yjs state (encoding V1).
 * Only the host's are believed: whoever writes one says what the log before it came to. The state may
 * already hold updates beyond that end (they arrive again in the tail and change nothing), never lack one before it.
 */
import { fromHex, hex, u32, u64, concat } from '../base/bytes.ts';
import type { DocName } from '../base/docs.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { decodeHeader } from '../crypto/header.ts';
import { open, seal, sealedLength, SEALED_LIMIT } from '../crypto/seal.ts';
import type { Reached } from './chain.ts';
import type { SyncFailure } from './failure.ts';
import type { End, RoomKeys, Self } from './ports.ts';

const SENDER_BYTES = 24;
const ENTRY_BYTES = SENDER_BYTES + 16;

export type Snapshot = { readonly end: End; readonly reached: ReadonlyMap<string, Reached>; readonly state: Uint8Array };

export function encodeSnapshot({ reached, state }: Omit<Snapshot, 'end'>): Uint8Array {
  const entries = [...reached].flatMap(([sender, { counter, clock }]) => [
    fromHex(sender) ?? new Uint8Array(SENDER_BYTES),
    u64(counter),
    u64(clock),
  ]);
  return concat(u32(reached.size), ...entries, state);
}

/** Undefined when the bytes are not of that layout. `state` is a view of `content`. */
export function decodeSnapshot(content: Uint8Array): Omit<Snapshot, 'end'> | undefined {
  if (content.length < 4) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const count = view.getUint32(0);
  const stateAt = 4 + count * ENTRY_BYTES;
  if (stateAt > content.length) return undefined;
  const reached = new Map<string, Reached>();
  for (let at = 4; at < stateAt; at += ENTRY_BYTES) {
    const counter = Number(view.getBigUint64(at + SENDER_BYTES));
    const clock = Number(view.getBigUint64(at + SENDER_BYTES + 8));
    if (!Number.isSafeInteger(counter) || !Number.isSafeInteger(clock)) return undefined;
    reached.set(hex(content.subarray(at, at + SENDER_BYTES)), { counter, clock });
  }
  return reached.size === count ? { reached, state: content.subarray(stateAt) } : undefined;
}

type Sealing = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  readonly self: Self;
  readonly random: Random;
  /** Counts this device's snapshots of this doc, from 1. */
  readonly counter: number;
  readonly snapshot: Snapshot;
};

/** Undefined when there is no key, or the doc has grown past what one snapshot may hold. */
export function sealSnapshot({ doc, keys, self, random, counter, snapshot }: Sealing): Uint8Array | undefined {
  const content = encodeSnapshot(snapshot);
  const key = keys.keyOf(doc, keys.epoch);
  if (key === undefined || sealedLength(content.length) > SEALED_LIMIT.snapshot) return undefined;
  const { member, device, signSecret } = self;
  const seen = { seenSeq: snapshot.end.seq, seenHead: snapshot.end.head };
  const header = { kind: 'snapshot', doc, epoch: keys.epoch, room: keys.room, member, device, counter, ...seen } as const;
  return seal({ header, content, key, signSecret, random });
}

/** `at` is the seq at which the server says that it stands. */
export function openSnapshot(sealed: Uint8Array, at: number, doc: DocName, keys: RoomKeys): Result<Snapshot, SyncFailure> {
  const header = decodeHeader(sealed);
  if (header === undefined || header.kind !== 'snapshot') return fail('malformed');
  const key = keys.keyOf(doc, header.epoch);
  if (header.doc !== doc || header.room !== keys.room || key === undefined) return fail('does-not-open');
  if (header.member !== keys.host) return fail('not-a-member');
  // It may stand in an earlier epoch than the one in which it was written, never the other way round.
  if (header.epoch < keys.places(doc).epochAt(at)) return fail('wrong-epoch');
  const opened = open({ sealed, header, key, signPublicOf: (member) => keys.writerKey(member, header.epoch) });
  if (!opened.ok) return opened;
  const content = decodeSnapshot(opened.value.content);
  if (content === undefined) return fail('malformed');
  return header.seenSeq === at ? ok({ ...content, end: { seq: at, head: header.seenHead } }) : fail('chain-broken');
}
