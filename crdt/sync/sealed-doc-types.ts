/** What one living doc of a room is to its owner, and what it needs. */
import type { Clock } from '../base/clock.ts';
import type { DocName } from '../base/docs.ts';
import type { Random } from '../base/random.ts';
import type { Chunk } from './catch-up.ts';
import type { Committed } from './committed.ts';
import type { SyncFailure } from './failure.ts';
import type { Senders } from './senders.ts';
import type { End, LogDoor, OutboxStorage, RoomKeys, Self, WatermarkStorage } from './ports.ts';

export type SealedDocState =
  | { readonly is: 'opening'; readonly received: number; readonly total: number }
  | { readonly is: 'live' }
  | { readonly is: 'away' }
  | { readonly is: 'read-only' }
  | { readonly is: 'failed'; readonly reason: SyncFailure };

export type SealedDocDeps = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  readonly self: Self;
  readonly door: LogDoor;
  readonly outbox: OutboxStorage;
  readonly watermarks: WatermarkStorage;
  readonly clock: Clock;
  readonly random: Random;
  /** Hands an opened update to Yjs. */
  deliver(update: Uint8Array): void;
  /** Runs `work`, whose deliveries Yjs may take as one transaction. */
  batch(work: () => void): void;
  /** The doc's whole Yjs state, for a snapshot. */
  encodeState(): Uint8Array;
  /** After how many updates a snapshot is due; snapshots.ts says how many if this does not. */
  readonly tailUpdates?: number;
  /** See snapshots.ts. */
  snapshotDelayMs(): number | undefined;
  onState(state: SealedDocState): void;
  /** `unkept` or `acknowledged` changed. */
  onCount(): void;
  onSynced(): void;
  /** `end` has moved. */
  onEnd(): void;
  /** Something of that sender (hex of its 24 bytes) was refused: authentic, and written without the right to. */
  onRefused(sender: string): void;
  /** So many updates that were written here can never be kept, since the right to write them ended before they were. */
  onDropped(count: number): void;
  /** This copy holds what no log will hold: its owner closes it and makes another, which reads the log anew. */
  onVoid(): void;
  /** Every sender that was heard in this room, of both docs. */
  readonly senders: Senders;
};

export type SealedDoc = {
  readonly unkept: number;
  /** Updates of this sender that were sealed in this object's life and found durable. */
  readonly acknowledged: number;
  /** Where the log ends as far as it is known here to be kept; undefined unless the doc is live. */
  readonly end: End | undefined;
  push(update: Uint8Array): void;
  /** The connection stands in the room: (re)opens the doc. */
  enter(): void;
  /** The connection is gone. */
  leave(): void;
  tail(chunk: Chunk): void;
  relay(sealed: Uint8Array): void;
  committed(notice: Committed): void;
  refused(code: string): void;
  /** The keys know a new epoch. */
  turned(): void;
  /** The room has ended: nothing more is written. */
  endWriting(): void;
  /** Stops the doc for a reason found elsewhere: Yjs threw on an update. */
  fail(reason: SyncFailure): void;
  /** Lays down what is still being gathered, then stops. Idempotent. */
  close(): Promise<void>;
};
