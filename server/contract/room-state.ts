/** What a live room is made of, what can happen to it, and what it then wants done: all data. room.ts steps from one to the next. */
import type { DocName } from '#crdt/base/docs.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Committed } from '#crdt/sync/committed.ts';
import type { ErrorCode } from './errors.ts';
import type { LogEntry } from './log-entry.ts';
import type { DownBody, DownName } from './messages.ts';
import type { MemberRole } from './roles.ts';

/** One connected device inside the room. The step compares connections by identity. */
export type Connection = {
  readonly member: MemberId;
  readonly memberBytes: Uint8Array;
  readonly device: Uint8Array;
  readonly role: MemberRole;
  /** What the member may in the current epoch (crdt/base/rights.ts); a turn changes it in place, so that the hot path looks nothing up. */
  rights: number;
};

/** A sender's place in a doc: `unknown` until the store said how far it counted; what arrives meanwhile is held. */
export type Sender = { readonly key: Uint8Array } & (
  | { readonly is: 'unknown'; readonly held: { readonly from: Connection; readonly sealed: Uint8Array }[] }
  | { readonly is: 'known'; counter: number }
);

export type DocLog = {
  /** The newest update given a place, durable or not. */
  seq: number;
  head: Uint8Array;
  /** The newest durable one. */
  durable: { readonly seq: number; readonly head: Uint8Array };
  /** Given a place, not yet durable; in order. */
  readonly pending: LogEntry[];
  readonly senders: Map<string, Sender>;
  /** The connections that opened this doc. */
  readonly readers: Connection[];
};

export type RoomState = {
  readonly room: RoomId;
  readonly roomBytes: Uint8Array;
  status: 'open' | 'ended';
  epoch: number;
  /** While the epoch turns: what arrived meanwhile, in order. */
  held: { readonly from: Connection; readonly sealed: Uint8Array }[] | undefined;
  /** Somebody who holds the epoch's key is out: what arrives is held until it has turned, however long that takes. */
  due: boolean;
  readonly docs: { readonly [Name in DocName]: DocLog };
  readonly inside: Connection[];
};

export type RoomEvent =
  | { readonly is: 'entered'; readonly connection: Connection }
  | { readonly is: 'opened'; readonly connection: Connection; readonly doc: DocName }
  /** `accepting` is false when the committer holds as much as it may: the update is refused, nothing is lost but time. */
  | { readonly is: 'append'; readonly connection: Connection; readonly sealed: Uint8Array; readonly accepting: boolean }
  | { readonly is: 'sender-found'; readonly doc: DocName; readonly sender: string; readonly counter: number }
  /** The store could not be asked: what waited for it is refused. */
  | { readonly is: 'sender-not-found'; readonly doc: DocName; readonly sender: string }
  /** The oldest `count` pending updates of the doc are durable. */
  | { readonly is: 'committed'; readonly doc: DocName; readonly count: number }
  | { readonly is: 'presence'; readonly connection: Connection; readonly sealed: Uint8Array }
  /** The epoch is about to turn: nothing more gets a place until it has, or has not. */
  | { readonly is: 'turning' }
  | { readonly is: 'turn-due' }
  | { readonly is: 'turned'; readonly epoch: number; readonly rights: ReadonlyMap<MemberId, number> }
  | { readonly is: 'turn-over' }
  | { readonly is: 'ended' }
  | { readonly is: 'left'; readonly connection: Connection };

/** What a room says to its connections outside the log. */
export type Told = { [Name in DownName]: { readonly name: Name; readonly body: DownBody<Name> } }[
  'room/presence' | 'room/ended' | 'log/refused'];

export type Effect =
  /** To everybody in `to` but `except`. */
  | {
      readonly do: 'relay';
      readonly to: readonly Connection[];
      readonly except: Connection;
      readonly what: 'log' | 'presence';
      readonly sealed: Uint8Array;
    }
  | { readonly do: 'catch-up'; readonly to: Connection; readonly sealed: Uint8Array }
  | { readonly do: 'enqueue'; readonly entry: LogEntry }
  | { readonly do: 'find-sender'; readonly doc: DocName; readonly sender: string; readonly key: Uint8Array }
  /** The store has this already, or another with its counter: compare, then confirm or refuse. */
  | {
      readonly do: 'answer-repeated';
      readonly to: Connection;
      readonly doc: DocName;
      readonly counter: number;
      readonly sealed: Uint8Array;
    }
  | { readonly do: 'confirm'; readonly to: readonly Connection[]; readonly notice: Committed }
  | { readonly do: 'tell'; readonly to: readonly Connection[]; readonly told: Told }
  /** Not even a refusal can name what it was: count it. */
  | { readonly do: 'drop'; readonly from: Connection; readonly code: ErrorCode };

/** SHA-256, injected: the contract runs where there is no node:crypto. */
export type Hash = (bytes: Uint8Array) => Uint8Array;
