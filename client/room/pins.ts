/**
 * Whose keys this account found right, kept sealed at the server so that every device of it knows (crdt/keys/pins.ts). The server can withhold
 * it or show an old one to a device that never saw a newer; to one that did, it cannot: the version lies with the keyrings at rest, and in the seal.
 */
import { base64url, fromBase64url, hex, u64 } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { fingerprint } from '#crdt/keys/directory.ts';
import { NO_PINS, openPins, sealPins, type Pins } from '#crdt/keys/pins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { Session } from './session.ts';

/** What of a session the checking of keys needs. */
export type Checking = Pick<Session, 'http' | 'storage' | 'account' | 'keyring'>;

/** What is wrong with what the server shows as one's own pins. */
export type PinsFault =
  /** Older than what this device saw, or gone. */
  | 'pins-rolled-back'
  /** Not sealed by this account's keyring as that version, or changed. */
  | 'pins-foreign';
export type KeptPins = { readonly pins: Pins; readonly version: number };

/** The outer failure: the server could not be asked. The inner: what it showed cannot be right. */
export async function loadPins(session: Checking): Promise<Result<Result<KeptPins, PinsFault>, ErrorCode>> {
  await sodiumReady();
  const { http, account, keyring } = session;
  const reply = await http.call('GET /api/pins');
  if (!reply.ok) return reply;
  const { version, sealed } = reply.value;
  if (version < (await newestSeen(session))) return ok(fail('pins-rolled-back'));
  if (version === 0) return ok(ok({ pins: NO_PINS, version }));
  const bytes = fromBase64url(sealed ?? '') ?? new Uint8Array();
  const pins = openPins(bytes, { account: account.account, version, boxSecret: keyring.boxSecret });
  if (pins === undefined) return ok(fail('pins-foreign'));
  await remember(session, version);
  return ok(ok({ pins, version }));
}

/** Replaces what was loaded; `pins_changed` when another device was quicker, `too_large` when more are confirmed than fit. */
export async function savePins(session: Checking, kept: KeptPins): Promise<Result<KeptPins, ErrorCode>> {
  const { http, account, keyring } = session;
  const version = kept.version + 1;
  const sealed = sealOr(() => sealPins(kept.pins, { account: account.account, version, boxSecret: keyring.boxSecret }, systemRandom));
  if (sealed === undefined) return fail('too_large');
  const reply = await http.call('POST /api/pins', { body: { version, sealed: base64url(sealed) } });
  if (!reply.ok) return reply;
  await remember(session, version);
  return ok({ pins: kept.pins, version });
}

function sealOr(seal: () => Uint8Array): Uint8Array | undefined {
  try {
    return seal();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const TRIES = 3;
/** Loads, changes and saves, anew when another device was quicker. */
export async function changePins(session: Checking, change: (pins: Pins) => Pins): Promise<Result<Result<KeptPins, PinsFault>, ErrorCode>> {
  for (let tries = 1; ; tries++) {
    const loaded = await loadPins(session);
    if (!loaded.ok || !loaded.value.ok) return loaded;
    const { pins, version } = loaded.value.value;
    const saved = await savePins(session, { pins: change(pins), version });
    if (saved.ok) return ok(saved);
    if (saved.code !== 'pins_changed' || tries === TRIES) return saved;
  }
}

/** By keyring: after a reset there are none yet, and that is no roll-back. */
const placeOf = ({ account, keyring }: Checking): string => `pins:${account.account}:${hex(fingerprint(keyring).subarray(0, 8))}`;

async function newestSeen(session: Checking): Promise<number> {
  const kept = await session.storage.keyrings.load(placeOf(session)).catch(() => undefined);
  return kept?.length === 8 ? Number(new DataView(kept.buffer, kept.byteOffset, 8).getBigUint64(0)) : 0;
}

const remember = (session: Checking, version: number): Promise<void> =>
  session.storage.keyrings.save(placeOf(session), u64(version)).catch(() => undefined);
