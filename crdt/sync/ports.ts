/** What one doc's log needs of the world: the server, the keys, and what rests on this device. All of it small, so that fakes are. */
import type { DocName } from '../base/docs.ts';
import type { MemberId, RoomId } from '../base/ids.ts';
import type { Result } from '../base/result.ts';
import type { RightName } from '../base/rights.ts';
import type { Secret } from '../base/secret.ts';

/** An end of a log: the seq of its last update (0: none) and the head it leads to. */
export type End = { readonly seq: number; readonly head: Uint8Array };

/** One doc's way to the server; `Result` codes are the contract's. */
export type LogDoor = {
  /** Has the log after `after` (null: from the newest snapshot) streamed in, and resolves with its durable end. */
  open(after: number | null): Promise<Result<End>>;
  append(sealed: Uint8Array): void;
  /** Kept if the newest snapshot stands at `replaces` (0: none). Either way `newest` says where the newest stands now. */
  snapshot(replaces: number, sealed: Uint8Array): Promise<Result<{ readonly newest: number }>>;
  /** The digests of the updates from+1..to, 32 bytes each; at most 4096 of them. */
  digests(from: number, to: number): Promise<Result<Uint8Array>>;
};

export type Purpose = DocName | 'presence';

/** Where the epochs of one doc's log begin and end, by what the host signed. */
export type Places = {
  /** The epoch under which an update at that seq has to be sealed. */
  epochAt(seq: number): number;
  /** Where the log ended when that epoch began; undefined for the first. */
  endBefore(epoch: number): End | undefined;
};

/** The keys of a room and who may write in it, as far as this device knows and has verified. */
export type RoomKeys = {
  readonly room: RoomId;
  /** Whose snapshots are believed. */
  readonly host: MemberId;
  /** The current epoch: what is sealed now is sealed under it. It goes only forwards. */
  readonly epoch: number;
  keyOf(purpose: Purpose, epoch: number): Secret | undefined;
  /** The signing key of somebody who is a member in that epoch. */
  writerKey(member: MemberId, epoch: number): Uint8Array | undefined;
  /** Whether the host gave that member that right in that epoch. */
  may(member: MemberId, right: RightName, epoch: number): boolean;
  places(doc: DocName): Places;
};

/** This page load of this member: the sender of all that it seals. */
export type Self = { readonly member: MemberId; readonly device: Uint8Array; readonly signSecret: Secret };

/** Sealed updates that are not yet known to be kept, of all devices this member has used here. Never holds anything readable. */
export type OutboxStorage = {
  /** Resolves once they survive a crash. */
  put(room: RoomId, member: MemberId, sealed: readonly Uint8Array[]): Promise<void>;
  /** Forgets those of that doc and device with a counter up to `counter`. */
  remove(room: RoomId, member: MemberId, doc: DocName, device: Uint8Array, counter: number): Promise<void>;
  /** In the order of their counters, for each device. */
  load(room: RoomId, member: MemberId, doc: DocName): Promise<readonly Uint8Array[]>;
};

/** What a roll-back of is noticed: the logs, and the chain of the epochs' statements (seq: the epoch, head: the statement's hash). */
export type Marked = DocName | 'epochs';

/** The newest end of each that this device has seen: what shows a roll-back. */
export type WatermarkStorage = {
  save(room: RoomId, marked: Marked, end: End): Promise<void>;
  load(room: RoomId, marked: Marked): Promise<End | undefined>;
  forget(room: RoomId, marked: Marked): Promise<void>;
};
