/** Seals and opens frames, AES-256-GCM in WebCrypto. Pure of streams and browsers: runs in Node as it stands. */
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { nonceOf, sessionKey, type MediaKey, type Origin, type SessionKey } from './keys.ts';
import { concat, MAX_COUNTER, sessionStart, splitPlain, splitSealed, writeSession, writeTrailer, type Kind } from './layout.ts';
import { createReplayWindow } from './replay.ts';

export type Sealer = {
  /** The sealed frame; undefined: not a frame of this kind, or the counter is used up: nothing may be sent. */
  seal(frame: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined>;
};
export type Opened =
  | { readonly is: 'opened'; readonly frame: Uint8Array<ArrayBuffer> }
  /** Impossible length, other media key, other or older session, forged or altered: not to be shown. */
  | { readonly is: 'failed' }
  /** Opened before, or too far behind: dropped, but nobody's failure (a network may repeat). */
  | { readonly is: 'repeated' };
export type Opener = { open(frame: Uint8Array): Promise<Opened> };

/** Remembers the newest session of each track in this page, across consumers: an SFU cannot show an old session as live. */
export type SessionMemory = Map<string, number>;

export type SealerOptions = {
  readonly mediaKey: MediaKey;
  readonly origin: Origin;
  readonly kind: Kind;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
};

/** One sealer is one session: its counter is never used with another key, whatever is reloaded or replaced. */
export async function createSealer({ mediaKey, origin, kind, clock, random }: SealerOptions): Promise<Sealer> {
  const session = writeSession(clock.now(), random.bytes(6));
  const { key, salt } = await sessionKey(mediaKey, origin, session);
  let counter = 0;
  return {
    seal: async (frame) => {
      const parts = splitPlain(kind, frame);
      if (parts === undefined || counter >= MAX_COUNTER) return undefined;
      counter += 1;
      const trailer = writeTrailer(mediaKey.id, session, counter);
      const gcm = { name: 'AES-GCM', iv: nonceOf(salt, counter), additionalData: concat(parts.head, trailer) };
      const body = await crypto.subtle.encrypt(gcm, key, concat(parts.rest));
      return concat(parts.head, new Uint8Array(body), trailer);
    },
  };
}

export type OpenerOptions = {
  readonly mediaKey: MediaKey;
  readonly origin: Origin;
  readonly kind: Kind;
  readonly memory: SessionMemory;
};

/** Opens the frames of one consumer, which belong to exactly one session: that of the first frame that opens. */
export function createOpener({ mediaKey, origin, kind, memory }: OpenerOptions): Opener {
  const track = `${origin.member}/${origin.device.join('.')}/${origin.source}`;
  const window = createReplayWindow();
  let bound: { readonly session: string; readonly key: SessionKey } | undefined;
  /** Frames arrive faster than the first key is derived; one derivation for all of them. */
  let deriving: { readonly session: string; readonly key: Promise<SessionKey> } | undefined;

  const keyFor = async (session: Uint8Array): Promise<SessionKey | undefined> => {
    const name = session.join('.');
    if (bound !== undefined) return bound.session === name ? bound.key : undefined;
    if (sessionStart(session) < (memory.get(track) ?? 0)) return undefined;
    if (deriving?.session !== name) deriving = { session: name, key: sessionKey(mediaKey, origin, session) };
    return await deriving.key;
  };

  return {
    open: async (frame) => {
      const parts = splitSealed(kind, frame);
      if (parts === undefined || parts.keyId !== mediaKey.id) return { is: 'failed' };
      const key = await keyFor(parts.session);
      if (key === undefined) return { is: 'failed' };
      if (!window.isNew(parts.counter)) return { is: 'repeated' };
      const gcm = { name: 'AES-GCM', iv: nonceOf(key.salt, parts.counter), additionalData: concat(parts.head, parts.trailer) };
      const plain = await crypto.subtle.decrypt(gcm, key.key, concat(parts.body)).catch(() => undefined);
      if (plain === undefined) return { is: 'failed' };
      // Asked again: two copies of one frame, or of two sessions, may have been under way at once.
      if (!window.isNew(parts.counter)) return { is: 'repeated' };
      const session = parts.session.join('.');
      if (bound !== undefined && bound.session !== session) return { is: 'failed' };
      bound = { session, key };
      memory.set(track, sessionStart(parts.session));
      window.accept(parts.counter);
      return { is: 'opened', frame: concat(parts.head, new Uint8Array(plain)) };
    },
  };
}
