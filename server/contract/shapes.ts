/** Building blocks of every shape in the contract. They run in browsers and Node alike. */
import { config, z } from 'zod';
import { isUuid, type AccountId, type InviteId, type MemberId, type RecordId, type RoomId } from '#crdt/base/ids.ts';
import { DOC_NAMES, type DocName } from '#crdt/base/docs.ts';

// Zod tries whether it may compile code, which our policy in browsers refuses, aloud. All shapes are made after this; Node goes on compiling.
if ('document' in globalThis) config({ jitless: true });

const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer => value instanceof Uint8Array || value instanceof ArrayBuffer;

/** Binary over Socket.IO, `min` to `max` bytes; an ArrayBuffer (what browsers receive) becomes a Uint8Array view. */
export const bytes = (min: number, max: number) =>
  z
    .custom<Uint8Array | ArrayBuffer>(isBytes)
    // For the printed shape alone, which knows no bytes.
    .meta({ bytes: [min, max] })
    .transform((value): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array(value)))
    .refine((value) => value.length >= min && value.length <= max);

/** Bytes in JSON: base64url without padding (RFC 4648 section 5), `min` to `max` bytes once decoded. */
export const base64url = (min: number, max: number) =>
  z
    .string()
    .min(Math.ceil((min * 4) / 3))
    .max(Math.ceil((max * 4) / 3))
    .regex(/^[A-Za-z0-9_-]*$/);

const uuid = <Id extends string>() => z.custom<Id>((value) => typeof value === 'string' && isUuid(value)).meta({ format: 'uuid' });
export const roomId = uuid<RoomId>();
export const memberId = uuid<MemberId>();
export const accountId = uuid<AccountId>();
export const inviteId = uuid<InviteId>();
export const recordId = uuid<RecordId>();
export const docName = z.enum(DOC_NAMES as [DocName, ...DocName[]]);
/** A position in a doc's log: 0 is "before the first update". */
export const seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const epoch = z.int().min(1).max(0xffff_ffff);
/** Milliseconds since the Unix epoch. */
export const time = z.int().min(0);
