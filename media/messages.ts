/**
 * What the call's signalling says, to the SFU and to the browser alike: the bodies and replies of the contract's `call/…` rows after the
 * gateway has checked their shape. `Json` is mediasoup's own JSON, bounded in size by the gateway and checked here.
 */
import type { MemberId, RoomId } from '#crdt/base/ids.ts';

export type Json = Record<string, unknown>;
export type Kind = 'audio' | 'video';
export type Source = 'microphone' | 'camera' | 'screen';

/** One track that somebody sends; `device` are the 8 bytes of their page. */
export type ProducerView = {
  readonly member: MemberId;
  readonly device: Uint8Array;
  readonly id: string;
  readonly kind: Kind;
  readonly source: Source;
  readonly paused: boolean;
};

type Nothing = Record<string, never>;
type Message<Body, Reply> = { readonly body: Body; readonly reply: Reply };

export type CallMessages = {
  'call/join': Message<Nothing, { rtpCapabilities: Json; producers: ProducerView[] }>;
  'call/transport': Message<
    { direction: 'send' | 'receive' },
    { id: string; iceParameters: Json; iceCandidates: Json[]; dtlsParameters: Json; iceServers: Json[] }
  >;
  'call/connect': Message<{ transport: string; dtlsParameters: Json }, Nothing>;
  'call/restart-ice': Message<{ transport: string }, { iceParameters: Json }>;
  'call/produce': Message<{ transport: string; kind: Kind; source: Source; rtpParameters: Json; paused: boolean }, { id: string }>;
  'call/set-producer': Message<{ producer: string; to: 'pause' | 'resume' | 'close' }, Nothing>;
  'call/consume': Message<{ producer: string; rtpCapabilities: Json }, { id: string; kind: Kind; rtpParameters: Json; paused: boolean }>;
  'call/set-consumer': Message<{ consumer: string; to: 'pause' | 'resume' | 'close' | 'key-frame' }, Nothing>;
  'call/leave': Message<Nothing, Nothing>;
};
export type CallName = keyof CallMessages;
export type CallBody<Name extends CallName> = CallMessages[Name]['body'];
export type CallReply<Name extends CallName> = CallMessages[Name]['reply'];

/** What the SFU tells a connection unasked. */
export type CallNotices = {
  'call/produced': ProducerView;
  'call/producer': { id: string; to: 'pause' | 'resume' | 'close' };
  'call/consumer-closed': { id: string };
  /** The media worker that carried the room is gone: all transports are dead, join anew. */
  'call/rejoin': Nothing;
};

/** One connection of a member's device. The same connection is always the same object: it is the key of its peer. */
export type CallConnection = {
  readonly room: RoomId;
  readonly member: MemberId;
  readonly device: Uint8Array;
  notify<Name extends keyof CallNotices>(name: Name, body: CallNotices[Name]): void;
};

/** The codes of the contract's error table that the call uses. */
export type CallCode = 'bad_shape' | 'call_state' | 'call_codec' | 'not_ready' | 'internal';
