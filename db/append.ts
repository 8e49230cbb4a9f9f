/**
 * The one statement behind every append, over all rooms. What costs is not the disk but values: so a batch goes as seven short
 * arrays and one blob that PostgreSQL cuts up, prepared once. Blob, for each row: sender 24, digest 32, head 32, sealed.
 */
import { DOCS, type DocName } from '#crdt/base/docs.ts';
import type { RoomId } from '#crdt/base/ids.ts';

export type LogRow = {
  readonly room: RoomId;
  readonly doc: DocName;
  readonly seq: number;
  readonly sender: Uint8Array;
  readonly counter: number;
  readonly epoch: number;
  readonly sealed: Uint8Array;
  readonly digest: Uint8Array;
  readonly head: Uint8Array;
};

const FIXED = 24 + 32 + 32;

export const APPEND = `
  INSERT INTO updates (room, seq, counter, size, doc, epoch, sender, digest, head, sealed)
  SELECT room, seq, counter, size, doc, epoch,
    substr(blob, at, 24), substr(blob, at + 24, 32), substr(blob, at + 56, 32), substr(blob, at + 88, size)
  FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::int[], $5::smallint[], $6::int[], $8::bigint[])
      AS row (room, seq, counter, size, doc, at, epoch),
    (SELECT $7::bytea AS blob) AS all_rows`;

/** APPEND's parameters: array literals, which PostgreSQL parses faster than the driver writes them one by one, and the blob. */
export function appendParameters(batch: readonly LogRow[]): (string | Uint8Array)[] {
  const blob = Buffer.allocUnsafe(batch.reduce((sum, row) => sum + FIXED + row.sealed.length, 0));
  const offsets: number[] = [];
  let at = 0;
  for (const row of batch) {
    if (row.sender.length !== 24 || row.digest.length !== 32 || row.head.length !== 32)
      throw new RangeError('sender 24, digest and head 32 bytes');
    offsets.push(at + 1);
    blob.set(row.sender, at);
    blob.set(row.digest, at + 24);
    blob.set(row.head, at + 56);
    blob.set(row.sealed, at + FIXED);
    at += FIXED + row.sealed.length;
  }
  const array = (value: (row: LogRow) => string | number): string => `{${batch.map(value).join(',')}}`;
  return [
    array((row) => row.room),
    array((row) => row.seq),
    array((row) => row.counter),
    array((row) => row.sealed.length),
    array((row) => DOCS[row.doc]),
    `{${offsets.join(',')}}`,
    blob,
    array((row) => row.epoch),
  ];
}
