/** What the call looks like from outside: plain values, replaced whole whenever something changes. */
import type { MemberId } from '#crdt/base/ids.ts';
import type { Health } from '../frames/attach.ts';
import type { DeviceFault } from './device.ts';

/** Our own microphone or camera. The camera's light is off in every state but `on`. */
export type LocalInput =
  | { readonly is: 'off' }
  | { readonly is: 'starting' }
  | { readonly is: 'on'; readonly track: MediaStreamTrack }
  /** Only the microphone: the track lives but sends nothing. */
  | { readonly is: 'muted'; readonly track: MediaStreamTrack }
  | { readonly is: 'failed'; readonly why: DeviceFault };

/** One device of a member in the call. */
export type CallPeer = {
  readonly member: MemberId;
  /** The device's 8 bytes in hex. */
  readonly device: string;
  readonly audio?: MediaStreamTrack;
  readonly video?: MediaStreamTrack;
  readonly screen?: MediaStreamTrack;
  readonly muted: boolean;
  readonly speaking: boolean;
  /** The worst of its tracks: `failing` means that frames came which our key does not open; they are not shown. */
  readonly sealed: Health;
};

export type CallLink =
  | 'joining'
  | 'connected'
  /** The media path or the server is away; the call returns by itself. */
  | 'away'
  /** This browser cannot seal frames, so it takes no part in the call. */
  | 'cannot-seal'
  | 'closed';

export type CallState = {
  readonly link: CallLink;
  readonly microphone: LocalInput;
  readonly camera: LocalInput;
  readonly peers: readonly CallPeer[];
};

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
