/** What a joined room is to the rest of the client, to tests and to tools. Nothing here touches pixels. */
import type { RouteReply } from '#server/contract/http.ts';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { DocName } from '#crdt/base/docs.ts';
import type { InvitedRole, MemberRole } from '#server/contract/roles.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { CheckInView } from './check-in.ts';
import type { KeysStanding } from './known.ts';

/** A value somebody may look at now and be told about later. `subscribe` returns its undoing. */
export type Watched<Value> = { readonly value: Value; subscribe(listener: (value: Value) => void): () => void };

export type Member = {
  readonly id: MemberId;
  readonly role: MemberRole;
  /** From the signed statement, never from presence. */
  readonly name: string;
  readonly here: boolean;
  readonly you: boolean;
  /** In the current epoch; somebody who was removed keeps their name beside what they wrote. */
  readonly inside: boolean;
  /** In the current epoch, by the host's signed word. */
  readonly may: { readonly [Name in DocName]: boolean };
};

/** A guest whose key the invite's MAC vouches for, waiting to be let in. */
export type Guest = {
  readonly member: MemberId;
  readonly name: string;
  /** What the invite is for, as it was sealed with it. */
  readonly role: InvitedRole;
  readonly since: number;
  readonly here: boolean;
  readonly checkIn: CheckInView;
  /** Was inside before and was sent back; their keys are those of then. */
  readonly returning: boolean;
  /** Whether these are keys that the host knows. */
  readonly keys: KeysStanding;
};

/** Who may: the therapists (host and co-therapists), the participants, both, or nobody. */
export type WhoMay = { readonly therapists: boolean; readonly participants: boolean };

/** What was left out of the docs for want of a right to write it: whose, and how many of one's own that can never be kept. */
export type LeftOut = { readonly by: readonly MemberId[]; readonly own: number };

/** What a doc's log told us; `failed` stops the doc, keeps what it had and offers to reload from the log. */
export type DocState =
  | { readonly is: 'opening'; readonly received: number; readonly total: number }
  | { readonly is: 'live' }
  | { readonly is: 'away' }
  | { readonly is: 'read-only' }
  | { readonly is: 'failed'; readonly reason: DocFailure };

/** Why a doc stopped: each one is something a server or member must not be able to do unnoticed. */
export type DocFailure =
  | 'does-not-open'
  | 'bad-signature'
  | 'not-a-member'
  | 'wrong-epoch'
  | 'counter-gap'
  | 'equivocation'
  | 'chain-broken'
  | 'rolled-back'
  | 'forked'
  | 'foreign-structs'
  | 'malformed'
  | 'refused';

export type Link =
  | { readonly is: 'connecting' }
  | { readonly is: 'connected' }
  | { readonly is: 'away'; readonly since: number }
  /** Sent back to the waiting room: nothing of what follows opens here until the therapist lets them in again. */
  | { readonly is: 'waiting'; readonly connected: boolean }
  | { readonly is: 'closed'; readonly why: 'left' | 'ended' | 'refused' | 'removed' | 'signed-out' | ErrorCode };

/** A person in a room with real keys: the same object behind the room's screen and behind a headless test. */
export type Participant = {
  readonly room: RoomId;
  readonly you: MemberId;
  /** Whether one's keys live on when the room is left or has ended: an account's do, a guest's do not. */
  readonly lasting: boolean;
  /** With an account, in another's room: whether the host's keys were known of earlier sessions. */
  readonly met: 'first' | 'known' | undefined;
  /** The 8 random bytes of this page's life; with `you` they are the sender. */
  readonly device: Uint8Array;
  readonly docs: { readonly [Name in DocName]: Y.Doc };
  readonly awareness: Awareness;
  /** Resolves when both docs hold all that the log held at entry. */
  readonly synced: Promise<void>;
  readonly link: Watched<Link>;
  readonly docStates: { readonly [Name in DocName]: Watched<DocState> };
  readonly members: Watched<readonly Member[]>;
  /** Only for the host; empty for everybody else. */
  readonly guests: Watched<readonly Guest[]>;
  readonly title: Watched<string>;
  /** `ended` makes every doc read-only. */
  readonly status: Watched<'open' | 'ended'>;
  /** Nobody new comes in until the host unlocks the room. */
  readonly locked: Watched<boolean>;
  /** Five words that every member sees alike; undefined until there is somebody to compare with. */
  readonly safetyWords: Watched<readonly string[] | undefined>;
  /** For the host: whose keys were found right by reading the words out together; kept on this device. */
  readonly confirmed: Watched<ReadonlySet<MemberId>>;
  /** The words were read out with these members and are the same. Rejects where the keys of an account among them could not be pinned. */
  confirmWords(members: readonly MemberId[]): Promise<void>;
  readonly leftOut: Watched<LeftOut>;
  /** Own updates sealed in this page's life and found durable. */
  readonly acknowledged: Watched<number>;
  /** Own updates that the server has not yet said are kept: what the "not yet saved" mark shows. */
  readonly unkept: Watched<number>;
  /** Whose device writes under that Yjs clientID; undefined for one that is no member's. Who wrote an entry is asked here, never of the entry. */
  memberOf(clientId: number): MemberId | undefined;
  /** The 32-byte media key of the current epoch, for the call. */
  mediaKey(): Uint8Array;
  /** For the call's signalling: sends a contract message, awaits its reply; and hears the call's messages. */
  readonly signalling: Signalling;
  /**
   * For the host: lets that guest in. In a full room the guest without an account who was let in first and is not here makes room, and may come again only by
   * being admitted anew: then it resolves with their name.
   */
  admit(guest: MemberId): Promise<string | undefined>;
  refuse(guest: MemberId): Promise<void>;
  /** For the host: the words of a guest's changed keys were compared and are the same. From then on those keys are the confirmed ones. */
  confirmKeys(guest: MemberId): Promise<void>;
  /** For the host: gives or takes the right to write in a doc, from one member, or all others, also who comes later. The epoch turns. */
  allow(whom: MemberId | 'everybody', right: DocName, given: boolean): Promise<void>;
  /** For the host: gives and takes that right for everybody at once, one's own included. */
  decide(right: DocName, who: WhoMay): Promise<void>;
  /** For the host: back before the door, with the keys of what was until now; `admit` lets them in again. */
  sendBack(member: MemberId): Promise<void>;
  /** For the host: whether new people may come. */
  lock(locked: boolean): Promise<void>;
  /** For the host: turns the epoch without that member, for good. What is written from then on they cannot open. */
  remove(member: MemberId): Promise<void>;
  /** For the host: what those who were let in answered at their check-in. Asks the server each time, which writes the reading down. */
  checkIns(): Promise<ReadonlyMap<MemberId, CheckInView>>;
  /** With an account: who opened what of this room, newest first, from `cursor` on; looking is written down, too. Throws Refused. */
  accesses(cursor?: string): Promise<RouteReply<'GET /api/rooms/:room/accesses'>>;
  /** Throws away what a failed doc holds and reads the log anew; a no-op unless it failed. */
  reload(doc: DocName): void;
  /** Ends the room for everybody (host only). */
  end(): Promise<void>;
  /** Leaves: closes all, wipes keys. Idempotent. */
  close(): Promise<void>;
  /** Leaves at once: connection and keys are gone when it returns, and what was not kept yet is lost. Idempotent. */
  vanish(): void;
};

/** The three doors through which the call speaks; media/call knows no more of the network than this. */
export type Signalling = {
  request(name: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Hears one down message of the call; returns its undoing. */
  on(name: string, listener: (body: Record<string, unknown>) => void): () => void;
  /** After every (re)entry of the room: the call joins anew. */
  onEntered(listener: () => void): () => void;
};
