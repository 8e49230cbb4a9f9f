/** What rests on a device between two page loads. Nothing in it can be read without a key that never leaves the browser. */
import type { OutboxStorage, WatermarkStorage } from '#crdt/sync/ports.ts';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import type { RecordHead } from '#crdt/keys/record.ts';

/** Keyrings at rest, each under a name of its holder's choice, wrapped before they are written. */
export type KeyringStorage = {
  /** Takes a copy of `bytes`; the caller wipes its own. */
  save(name: string, bytes: Uint8Array): Promise<void>;
  load(name: string): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
  /** Whether one rests here whose name begins so. */
  some(beginning: string): Promise<boolean>;
};

/** How far this device has seen each sealed record. */
export type RecordHeadStorage = {
  /** Keeps the later one, where one was kept. */
  save(heads: ReadonlyMap<RecordId, RecordHead>): Promise<void>;
  load(records: readonly RecordId[]): Promise<ReadonlyMap<RecordId, RecordHead>>;
};
/** What was typed into a record and is no version yet, sealed (crdt/keys/record-draft.ts). */
export type DraftStorage = {
  save(record: RecordId, sealed: Uint8Array): Promise<void>;
  load(record: RecordId): Promise<Uint8Array | undefined>;
  remove(record: RecordId): Promise<void>;
};

export type Storage = {
  readonly outbox: OutboxStorage;
  readonly watermarks: WatermarkStorage;
  readonly keyrings: KeyringStorage;
  readonly recordHeads: RecordHeadStorage;
  readonly drafts: DraftStorage;
  /** Forgets all of a room: a guest's session is over. */
  forgetRoom(room: RoomId): Promise<void>;
  close(): void;
};
