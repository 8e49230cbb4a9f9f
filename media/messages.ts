/**
 * What the call's signalling says, to the SFU and to the browser alike: the contract's `call/…` rows by their types, after
 * their shape was checked. `Json` is mediasoup's own JSON, bounded in size by the gateway and checked by mediasoup.
 */
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { CALL_DOWN, CALL_UP } from '#server/contract/call.ts';
import type { DownBody, UpBody, UpReply } from '#server/contract/messages.ts';

export type { ProducerView } from '#server/contract/call.ts';
export type Json = Record<string, unknown>;
export type Kind = 'audio' | 'video';
export type Source = 'microphone' | 'camera' | 'screen';

export type CallName = keyof typeof CALL_UP;
export type CallBody<Name extends CallName> = UpBody<Name>;
export type CallReply<Name extends CallName> = UpReply<Name>;
/** What the SFU tells a connection unasked. */
export type NoticeName = keyof typeof CALL_DOWN;
export type Notice<Name extends NoticeName> = DownBody<Name>;

/** One connection of a member's device. The same connection is always the same object: it is the key of its peer. */
export type CallConnection = {
  readonly room: RoomId;
  readonly member: MemberId;
  readonly device: Uint8Array;
  notify<Name extends NoticeName>(name: Name, body: Notice<Name>): void;
};

/** The codes of the contract's error table that the call uses. */
export type CallCode = 'bad_shape' | 'call_state' | 'call_codec' | 'not_ready' | 'internal';
