/**
 * The contract table: every Socket.IO message, its shape, reply, right and rate. Both sides' types, the run-time
 * check, the handlers that must exist, the printed reference and the protocol lock come from here.
 * An acknowledged message is answered `{ ok: true, value }` or `{ ok: false, code }` (errors.ts).
 */
import { z } from 'zod';
import { CALL_DOWN, CALL_UP } from './call.ts';
import { LIMITS } from './limits.ts';
import { TURN_DOWN, TURN_UP } from './turn.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { row } from './row.ts';
import { bytes, docName, memberId, roomId, seq } from './shapes.ts';
import { device, grantView, guestView, headView, memberView, presentView, roomView, tailChunk, waitingView } from './views.ts';

/** Raised with every change to a message's shape; a test locks it to the table's hash. */
export const PROTOCOL_VERSION = 29;

const none = z.object({});
const code = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);
/** Sealed update, snapshot or presence: crdt/crypto/header.ts gives the 96-byte header. 96 + 24 + 16 bytes at least. */
const sealed = (max: number) => bytes(136, max);

export const UP = {
  /** First message of a connection: binds it to the room its sign-in may enter, as guest or as account. */
  'room/enter': row('room:waiting', z.object({ room: roomId, device }), z.union([roomView, waitingView]), 2),
  'room/leave': row('room:waiting', none, none, 2),
  /** The host lets a guest in: the signed statement, the room key sealed to them, our keys sealed under the invite. */
  'room/admit': row(
    'room:host',
    z.object({
      member: memberId,
      statement: memberView.shape.statement,
      signature: bytes(64, 64),
      grant: grantView,
      admission: bytes(1, LIMITS.sealedTextBytes),
    }),
    none,
    4,
  ),
  'room/refuse': row('room:host', z.object({ member: memberId }), none, 4),
  'room/end': row('room:host', none, none, 2),
  /** Locked: no link is taken and nobody who waits is let in; whoever is inside may leave and come back. */
  'room/lock': row('room:host', z.object({ locked: z.boolean() }), none, 2),
  ...TURN_UP,
  /**
   * Opens a doc: its tail after `after` (null: from the newest snapshot) arrives as log/tail, then the reply; updates
   * relayed meanwhile arrive too. The reply is the durable end of the log at that moment.
   */
  'log/open': row('room:read', z.object({ doc: docName, after: z.union([seq, z.null()]) }), headView, 6),
  /** Not acknowledged here: log/committed is the acknowledgement, log/refused the refusal. */
  'log/append': row('room:write', sealed(LIMITS.sealedUpdateBytes), undefined, 120),
  /**
   * Compare-and-swap: kept only if the newest snapshot still stands at `replaces` (0: there is none). Either way the reply says where
   * the newest stands now. Only the host's: members believe nobody else's.
   */
  'log/snapshot': row(
    'room:host',
    z.object({ doc: docName, replaces: seq, sealed: sealed(LIMITS.sealedSnapshotBytes) }),
    z.object({ newest: seq }),
    1,
  ),
  /** SHA-256 of each sealed update from+1..to (at most 4096), to check the chain across a snapshot. */
  'log/digests': row('room:read', z.object({ doc: docName, from: seq, to: seq }), z.object({ digests: bytes(0, 4096 * 32) }), 4),
  'presence/send': row('room:write', sealed(LIMITS.sealedPresenceBytes), undefined, 60),
  ...CALL_UP,
} as const;

export const DOWN = {
  'room/waiting': z.object({ guests: z.array(guestView) }),
  'room/admitted': roomView,
  'room/refused': none,
  /** For somebody waiting: how many who are connected came before them. */
  'room/ahead': z.object({ ahead: z.int().min(0) }),
  /** To everybody, inside and waiting. */
  'room/locked': z.object({ locked: z.boolean() }),
  'room/member': memberView,
  /** Somebody's device came or went. */
  'room/presence': presentView.extend({ here: z.boolean() }),
  'room/ended': none,
  'log/tail': tailChunk,
  /** Another member's sealed update, not yet durable. */
  'log/relay': bytes(136, LIMITS.sealedUpdateBytes),
  /** What became durable: crdt/sync/committed.ts gives the layout. */
  'log/committed': bytes(1, 1 << 20),
  'log/refused': z.object({ doc: docName, device, counter: seq, code }),
  'presence/relay': bytes(136, LIMITS.sealedPresenceBytes),
  ...TURN_DOWN,
  ...CALL_DOWN,
} as const;

export type UpName = keyof typeof UP;
export type DownName = keyof typeof DOWN;
/** What a handler of `Name` gets, checked. */
export type UpBody<Name extends UpName> = z.output<(typeof UP)[Name]['body']>;
/** What the acknowledgement of `Name` carries; never for messages without one. */
export type UpReply<Name extends UpName> = (typeof UP)[Name]['reply'] extends z.ZodType ? z.output<(typeof UP)[Name]['reply']> : never;
export type DownBody<Name extends DownName> = z.output<(typeof DOWN)[Name]>;
