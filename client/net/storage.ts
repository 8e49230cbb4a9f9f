/** What rests on a device between two page loads. Nothing in it can be read without a key that never leaves the browser. */
import type { OutboxStorage, WatermarkStorage } from '#crdt/sync/ports.ts';
import type { RoomId } from '#crdt/base/ids.ts';

/** Keyrings at rest, each under a name of its holder's choice, wrapped before they are written. */
export type KeyringStorage = {
  /** Takes a copy of `bytes`; the caller wipes its own. */
  save(name: string, bytes: Uint8Array): Promise<void>;
  load(name: string): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
  /** Whether one rests here whose name begins so. */
  some(beginning: string): Promise<boolean>;
};

export type Storage = {
  readonly outbox: OutboxStorage;
  readonly watermarks: WatermarkStorage;
  readonly keyrings: KeyringStorage;
  /** Forgets all of a room: a guest's session is over. */
  forgetRoom(room: RoomId): Promise<void>;
  close(): void;
};
