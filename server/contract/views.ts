/** Shapes that several rows share: what a room looks like to somebody in it. Payloads are binary (Socket.IO), never base64. */
import { z } from 'zod';
import { EPOCH_STATEMENT_BYTES } from '#crdt/keys/epoch-layout.ts';
import { accountId, bytes, docName, epoch, inviteId, memberId, roomId, seq, time } from './shapes.ts';
import { LIMITS } from './limits.ts';

/** 8 random bytes chosen by each page load; with the member id they are the sender of the sealed header. */
export const device = bytes(8, 8);

/** A member as the host therapist signed them (see crdt/keys/member.ts for the statement's layout). */
export const memberView = z.object({
  id: memberId,
  statement: bytes(1, LIMITS.sealedTextBytes),
  signature: bytes(64, 64),
});
export type MemberView = z.infer<typeof memberView>;

/** One room key sealed to one member (see crdt/keys/grant.ts). */
export const grantView = z.object({
  epoch,
  granter: memberId,
  sealed: bytes(80, 80),
  signature: bytes(64, 64),
});
export type GrantView = z.infer<typeof grantView>;

/** An epoch of the room as the host signed it (crdt/keys/epoch-layout.ts): who is in it, and what each of them may. */
export const epochView = z.object({
  statement: bytes(EPOCH_STATEMENT_BYTES.least, EPOCH_STATEMENT_BYTES.most),
  signature: bytes(64, 64),
});
export type EpochView = z.infer<typeof epochView>;

export const presentView = z.object({ member: memberId, device });
export type PresentView = z.infer<typeof presentView>;

export const roomView = z.object({
  state: z.literal('inside'),
  room: roomId,
  you: memberId,
  /** The therapist whose signature makes a member. */
  host: memberId,
  status: z.enum(['open', 'ended']),
  locked: z.boolean(),
  epoch,
  sealedTitle: bytes(0, LIMITS.sealedTextBytes),
  /** Everybody who ever was a member. */
  members: z.array(memberView),
  /** From epoch 2 to the current one. */
  epochs: z.array(epochView),
  /** Only the grants made to `you`. */
  grants: z.array(grantView),
  /** For a guest: the therapist's keys, sealed under the invite's secret (crdt/keys/invite.ts). */
  admission: bytes(1, LIMITS.sealedTextBytes).optional(),
  /**
   * For an account that came by an invite: the root of the invite's keys, as it sealed it for itself (crdt/keys/own-invite.ts), and whose account the
   * host is, by the server's word alone.
   */
  own: z.object({ invite: inviteId, sealedRoot: bytes(1, 256), hostAccount: accountId }).optional(),
  /** For the host: whose account a member is, by the server's word alone. */
  accounts: z.array(z.object({ member: memberId, account: accountId })).optional(),
  present: z.array(presentView),
  /** Who holds the current epoch's key and is out: nothing is kept before the host has turned it. */
  turnDue: z.array(memberId).optional(),
  startedAt: time,
  endedAt: time.optional(),
});
export type RoomView = z.infer<typeof roomView>;

export const waitingView = z.object({
  state: z.literal('waiting'),
  room: roomId,
  you: memberId,
  ahead: z.int().min(0),
  locked: z.boolean(),
  /** For an account: the practice's own words. A guest gets them with the claim. */
  words: z.string().max(LIMITS.waitingWordsChars).optional(),
});
export type WaitingView = z.infer<typeof waitingView>;

/** A guest in the waiting room, as the therapist's browser gets them; it checks `mac` before it believes the keys. */
export const guestView = z.object({
  member: memberId,
  invite: inviteId,
  signPublic: bytes(32, 32),
  boxPublic: bytes(32, 32),
  /** Sealed under the invite's secret. */
  sealedName: bytes(1, LIMITS.sealedTextBytes),
  /** The answers to what the invite asks, for the host's browsers alone. */
  sealedCheckIn: bytes(1, LIMITS.sealedTextBytes).optional(),
  mac: bytes(32, 32),
  /** The root of the invite's keys and what it asks, sealed under the room key by whoever made the invite. */
  sealedSecret: bytes(1, 256),
  /** Whose account they came with, by the server's word alone. */
  account: accountId.optional(),
  since: time,
  /** Whether their browser is connected now. */
  here: z.boolean(),
});
export type GuestView = z.infer<typeof guestView>;

export const headView = z.object({ seq, head: bytes(32, 32) });
export type HeadView = z.infer<typeof headView>;

export const tailChunk = z.object({
  doc: docName,
  kind: z.enum(['snapshot', 'updates']),
  /** The seq of the first update in `items`, or that which the snapshot stands at. */
  from: seq,
  /** The seq the log had when this open was answered, for progress. */
  to: seq,
  items: z.array(bytes(1, LIMITS.sealedSnapshotBytes)),
});
export type TailChunk = z.infer<typeof tailChunk>;
