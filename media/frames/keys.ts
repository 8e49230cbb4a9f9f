/**
 * Keys of the frames. From the room's media key, by HKDF-SHA-256 with the session as salt, each sealing gets its own
 * AES-256 key and nonce salt: the label, member, device and source in `info` mean that a frame shown as another's, or
 * a camera's shown as a screen's, does not open; a new session after a reload never meets an old nonce.
 */
import { uuidBytes, type MemberId } from '#crdt/base/ids.ts';
import { concat } from './layout.ts';

export type Source = 'microphone' | 'camera' | 'screen';
/** Whose frames: `device` are the 8 bytes of the page. */
export type Origin = { readonly member: MemberId; readonly device: Uint8Array; readonly source: Source };
/** The media key as WebCrypto holds it: it derives, and cannot be read back. `id` tells media keys apart. */
export type MediaKey = { readonly key: CryptoKey; readonly id: number };
export type SessionKey = { readonly key: CryptoKey; readonly salt: Uint8Array };

const SOURCES: { readonly [Name in Source]: number } = { microphone: 1, camera: 2, screen: 3 };
const NOTHING = new Uint8Array(0);
const label = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Takes the 32 bytes of a room's media key into WebCrypto; the caller may wipe them afterwards. */
export async function importMediaKey(bytes: Uint8Array): Promise<MediaKey> {
  if (bytes.length !== 32) throw new RangeError('a media key has 32 bytes');
  const key = await crypto.subtle.importKey('raw', concat(bytes), 'HKDF', false, ['deriveBits', 'deriveKey']);
  const id = new Uint8Array(await crypto.subtle.deriveBits(hkdf(NOTHING, label('holdspace/v1/media/id')), key, 8));
  return { key, id: id[0] ?? 0 };
}

/** The key of one session of one track. */
export async function sessionKey({ key }: MediaKey, origin: Origin, session: Uint8Array): Promise<SessionKey> {
  const [sealing, salt] = await Promise.all([
    crypto.subtle.deriveKey(hkdf(session, info('holdspace/v1/media/key', origin)), key, { name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]),
    crypto.subtle.deriveBits(hkdf(session, info('holdspace/v1/media/nonce', origin)), key, 96),
  ]);
  return { key: sealing, salt: new Uint8Array(salt) };
}

/** The nonce of a frame: the salt XOR the counter, big-endian (RFC 9605 4.4.3). */
export function nonceOf(salt: Uint8Array, counter: number): Uint8Array<ArrayBuffer> {
  const nonce = concat(salt);
  let rest = counter;
  for (let i = nonce.length - 1; rest > 0; i--) {
    nonce[i] = (nonce[i] ?? 0) ^ (rest % 256);
    rest = Math.floor(rest / 256);
  }
  return nonce;
}

const hkdf = (salt: Uint8Array, about: Uint8Array) => ({ name: 'HKDF', hash: 'SHA-256', salt: concat(salt), info: concat(about) });

const info = (purpose: string, { member, device, source }: Origin): Uint8Array =>
  concat(label(purpose), uuidBytes(member), device, Uint8Array.of(SOURCES[source]));
