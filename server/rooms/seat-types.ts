/** One connection's place in a room, as gateway and lobby see it. */
import type { MemberId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { UpBody, UpReply } from '#server/contract/messages.ts';
import type { Right } from '#server/contract/roles.ts';
import type { RoomView } from '#server/contract/views.ts';
import type { RoomEntry, Visitor } from './access.ts';
import type { LiveRoom } from './live-room.ts';
import type { Port } from './port.ts';

export type Inside = RoomEntry & { readonly state: 'inside' };
/** How a visitor may enter now; `live` where they are inside. */
export type Found = { readonly entry: RoomEntry; readonly live?: LiveRoom };
/** Messages that a seat answers. */
type Answered =
  'room/lock' | 'room/admit' | 'room/refuse' | 'room/turning' | 'room/turn' | 'room/end' | 'log/open' | 'log/snapshot' | 'log/digests';
export type Answer<Name extends Answered> = Promise<Result<UpReply<Name>, ErrorCode>>;

/** Waiting at first for a guest who is not admitted; `goInside` makes it a connection of the live room. */
export type Seat = {
  readonly visitor: Visitor;
  readonly member: MemberId;
  readonly device: Uint8Array;
  readonly port: Port;
  readonly waiting: boolean;
  /** Whether it may do what a row of the contract asks; the gateway asks before it looks at a body. */
  has(right: Right): boolean;
  goInside(entry: Inside, live: LiveRoom): RoomView;
  /** Called when the host has decided: asks again how this visitor may enter. */
  admitted(): Promise<void>;
  append(sealed: Uint8Array): void;
  presence(sealed: Uint8Array): void;
  open(body: UpBody<'log/open'>): Answer<'log/open'>;
  snapshot(body: UpBody<'log/snapshot'>): Answer<'log/snapshot'>;
  digests(body: UpBody<'log/digests'>): Answer<'log/digests'>;
  admit(body: UpBody<'room/admit'>): Answer<'room/admit'>;
  refuse(body: UpBody<'room/refuse'>): Answer<'room/refuse'>;
  turning(): Answer<'room/turning'>;
  turn(body: UpBody<'room/turn'>): Answer<'room/turn'>;
  lock(body: UpBody<'room/lock'>): Answer<'room/lock'>;
  end(): Answer<'room/end'>;
  /** Gives the place up. Idempotent. */
  leave(): void;
};
