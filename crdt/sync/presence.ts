/**
 * Presence: awareness updates (y-protocols) sealed, volatile, gathered for a moment by concatenation, so that no increment of a
 * growing stroke is lost. Content: awareness updates, each with its length as a varUint before it.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { hex } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { DOC_NAMES } from '../base/docs.ts';
import type { Random } from '../base/random.ts';
import { clientIdOf, EMPTY_HEAD, senderBytes } from '../crypto/hash.ts';
import { decodeHeader } from '../crypto/header.ts';
import { open, seal } from '../crypto/seal.ts';
import type { MemberId } from '../base/ids.ts';
import type { RoomKeys, Self } from './ports.ts';
import type { Senders } from './senders.ts';

const GATHER_MS = 33;
/** Leaves room for the seal and its padding in what the contract allows (16 KiB). */
const MOST_BYTES = 12 * 1024;
const MOST_ENTRIES = 64;

type Deps = {
  readonly keys: RoomKeys;
  readonly self: Self;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly random: Random;
  send(sealed: Uint8Array): void;
};

export type Presence = {
  /** Own awareness, to be sent; entries of other Yjs client ids (which the provider echoes) are left out. */
  push(awarenessUpdate: Uint8Array): void;
  /** The awareness updates in a sealed presence message; none when it does not open, is a replay, speaks for others, or is by somebody who may write nowhere. */
  open(sealed: Uint8Array): readonly Uint8Array[];
  close(): void;
};

export function createPresence({ keys, self, senders, clock, random, send }: Deps): Presence {
  const client = clientIdOf(self.member, self.device);
  const counters = new Map<string, number>();
  let counter = 0;
  let waiting: Uint8Array[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const mayShow = (member: MemberId, epoch: number): boolean => DOC_NAMES.some((doc) => keys.may(member, doc, epoch));

  function flush(): void {
    cancel = undefined;
    lastAt = clock.now();
    const batch = waiting;
    waiting = [];
    const key = keys.keyOf('presence', keys.epoch);
    if (key === undefined || !mayShow(self.member, keys.epoch)) return;
    for (const content of contents(batch)) {
      const { member, device, signSecret } = self;
      const sees = { counter: ++counter, seenSeq: 0, seenHead: EMPTY_HEAD };
      const header = { kind: 'presence', doc: undefined, epoch: keys.epoch, room: keys.room, member, device, ...sees } as const;
      send(seal({ header, content, key, signSecret, random }));
    }
  }

  return {
    push(awarenessUpdate) {
      const own = onlyOf(awarenessUpdate, client);
      if (own === undefined || own.length > MOST_BYTES) return;
      waiting.push(own);
      cancel ??= clock.after(Math.max(0, Math.min(GATHER_MS, lastAt + GATHER_MS - clock.now())), flush);
    },
    open(sealed) {
      const header = decodeHeader(sealed);
      if (header === undefined || header.kind !== 'presence' || header.room !== keys.room) return [];
      const key = keys.keyOf('presence', header.epoch);
      const sender = hex(senderBytes(header.member, header.device));
      if (key === undefined || header.epoch !== keys.epoch || header.counter <= (counters.get(sender) ?? 0)) return [];
      if (!mayShow(header.member, header.epoch)) return [];
      const opened = open({ sealed, header, key, signPublicOf: (member) => keys.writerKey(member, header.epoch) });
      if (!opened.ok || !senders.hear(sender)) return [];
      counters.set(sender, header.counter);
      return split(opened.value.content, header.member, clientIdOf(header.member, header.device));
    },
    close() {
      cancel?.();
      cancel = undefined;
      if (waiting.length > 0) flush();
    },
  };
}

/** The batch in as few contents as the bound allows. */
function contents(batch: readonly Uint8Array[]): readonly Uint8Array[] {
  const all: Uint8Array[] = [];
  let encoder = encoding.createEncoder();
  for (const update of batch) {
    if (encoding.length(encoder) > 0 && encoding.length(encoder) + update.length + 4 > MOST_BYTES) {
      all.push(encoding.toUint8Array(encoder));
      encoder = encoding.createEncoder();
    }
    encoding.writeVarUint8Array(encoder, update);
  }
  if (encoding.length(encoder) > 0) all.push(encoding.toUint8Array(encoder));
  return all;
}

/** The part of an awareness update that speaks for `client`; undefined when there is none. */
function onlyOf(update: Uint8Array, client: number): Uint8Array | undefined {
  const own = entriesOf(update)?.filter((entry) => entry.client === client);
  if (own === undefined || own.length === 0) return undefined;
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, own.length);
  for (const entry of own) {
    encoding.writeVarUint(encoder, entry.client);
    encoding.writeVarUint(encoder, entry.clock);
    encoding.writeVarString(encoder, entry.state);
  }
  return encoding.toUint8Array(encoder);
}

function split(content: Uint8Array, member: MemberId, client: number): readonly Uint8Array[] {
  const updates: Uint8Array[] = [];
  try {
    const decoder = decoding.createDecoder(content);
    while (decoding.hasContent(decoder)) {
      const update = decoding.readVarUint8Array(decoder);
      const entries = entriesOf(update);
      if (entries === undefined || entries.some((entry) => entry.client !== client || !isStateOf(member, entry.state))) return [];
      updates.push(update);
    }
  } catch {
    return [];
  }
  return updates;
}

type Entry = { readonly client: number; readonly clock: number; readonly state: string };

function entriesOf(update: Uint8Array): readonly Entry[] | undefined {
  try {
    const decoder = decoding.createDecoder(update);
    const count = decoding.readVarUint(decoder);
    if (count > MOST_ENTRIES) return undefined;
    return Array.from({ length: count }, () => ({
      client: decoding.readVarUint(decoder),
      clock: decoding.readVarUint(decoder),
      state: decoding.readVarString(decoder),
    }));
  } catch {
    return undefined;
  }
}

/**
 * A state is an object or null, as JSON: anything else would make the awareness of the receiver throw. Where it says whose it
 * is, it says the sender: the screens go by that.
 */
function isStateOf(member: MemberId, text: string): boolean {
  try {
    const state: unknown = JSON.parse(text);
    if (state === null) return true;
    return typeof state === 'object' && (!('member' in state) || state.member === member);
  } catch {
    return false;
  }
}
