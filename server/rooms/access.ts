/** What live rooms ask of those who know accounts, invites and members (server/access/room-access.ts implements it on PostgreSQL). */
import type { DocName } from '#crdt/base/docs.ts';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { EpochStatement, LogEnd } from '#crdt/keys/epoch-layout.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { UpBody } from '#server/contract/messages.ts';
import type { MemberRole } from '#server/contract/roles.ts';
import type { GuestView, MemberView, RoomView } from '#server/contract/views.ts';

/** Who a connection's cookie says it is; `signIn`: by which id its end is told of. A guest is bound to one member of one room. */
export type Visitor =
  | { readonly is: 'account'; readonly account: AccountId; readonly signIn?: string }
  | { readonly is: 'guest'; readonly room: RoomId; readonly member: MemberId; readonly signIn?: string };

/** What was done to a room from outside it (server/access/room-news.ts). */
export type News =
  { readonly is: 'ended'; readonly room: RoomId } | { readonly is: 'turn-due'; readonly room: RoomId; readonly out: readonly MemberId[] };

export type Ends = { readonly [Name in DocName]: LogEnd };

/** What the visitor may see of the room; live rooms add who is present. */
export type RoomEntry =
  /** `rights`: what the member may in the current epoch (crdt/base/rights.ts). */
  | { readonly state: 'inside'; readonly role: MemberRole; readonly rights: number; readonly view: Omit<RoomView, 'present'> }
  | { readonly state: 'waiting'; readonly member: MemberId; readonly ahead: number; readonly locked: boolean; readonly words?: string };

/** Every method rejects when the database is away. Acts are audited in their own transactions by the implementation. */
export interface RoomAccess {
  /** Whether and how this visitor may enter; asked anew at each connection and right after an admission. */
  enter(visitor: Visitor, room: RoomId): Promise<Result<RoomEntry, ErrorCode>>;
  /** The guests whose claim waits for a decision; live rooms add whether their browser is connected. */
  guests(room: RoomId): Promise<readonly Omit<GuestView, 'here'>[]>;
  /** Keeps member, grant and admission. `host` is the acting member. */
  admit(room: RoomId, host: MemberId, body: UpBody<'room/admit'>): Promise<Result<MemberView, ErrorCode>>;
  refuse(room: RoomId, host: MemberId, guest: MemberId): Promise<Result<undefined, ErrorCode>>;
  /**
   * Keeps the next epoch, with grants and whoever leaves. `ends` are those of both logs, with nothing waiting to be kept: the statement has to name
   * exactly them. Answers the statement.
   */
  turn(room: RoomId, host: MemberId, body: UpBody<'room/turn'>, ends: Ends): Promise<Result<EpochStatement, ErrorCode>>;
  /** Whether new people may come. Idempotent. */
  lock(room: RoomId, host: MemberId, locked: boolean): Promise<Result<undefined, ErrorCode>>;
  /** Ends the room for good. Idempotent. */
  end(room: RoomId, host: MemberId): Promise<Result<undefined, ErrorCode>>;
  /** A read of sealed content is an act: said once for each doc that a connection opens. Resolves when it is written down. */
  logRead(room: RoomId, member: MemberId, doc: DocName): Promise<void>;
  /** A device of a member came inside; the returned id closes the visit. Feeds the admin's "who, when, how long". */
  visitStarted(room: RoomId, member: MemberId): Promise<string>;
  visitEnded(visit: string): Promise<void>;
}
