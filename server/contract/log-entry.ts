/** One sealed update with its place in the log: what a room hands over to be kept. */
import type { DocName } from '#crdt/base/docs.ts';
import type { RoomId } from '#crdt/base/ids.ts';

/** `sealed` starts with the 96-byte header (crdt/crypto/header.ts), which holds epoch, sender and counter too. */
export type LogEntry = {
  readonly room: RoomId;
  readonly doc: DocName;
  /** From 1, without gaps, per (room, doc). */
  readonly seq: number;
  /** Member id (16) and device (8). */
  readonly sender: Uint8Array;
  readonly counter: number;
  readonly epoch: number;
  readonly sealed: Uint8Array;
  /** SHA-256 of `sealed`. */
  readonly digest: Uint8Array;
  /** head(seq) = SHA-256(head(seq - 1), seq u64, digest). */
  readonly head: Uint8Array;
};
