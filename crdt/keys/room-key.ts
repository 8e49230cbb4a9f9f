/** The room key of an epoch, 32 random bytes made in the therapist's browser, and the keys derived from it, one per purpose. */
import { concat, fromUtf8, u32, utf8 } from '../base/bytes.ts';
import { uuidBytes, type RoomId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { deriveKey, KEY_BYTES } from '../crypto/derive.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';

/** The purposes of a room key; `drawing`, `chat` and `presence` seal messages of the log. */
const PURPOSES = ['drawing', 'chat', 'presence', 'media', 'files', 'title', 'names', 'invites', 'safetyWords', 'previousKey'] as const;
export type RoomPurpose = (typeof PURPOSES)[number];
export type RoomKeys = { readonly [Purpose in RoomPurpose]: Secret };

export const createRoomKey = (random: Random): Secret => new Secret(random.bytes(KEY_BYTES));

/** Every key of one epoch. Another room or another epoch gives other keys, even from the same room key. */
export function roomKeys(roomKey: Secret, room: RoomId, epoch: number): RoomKeys {
  const context = concat(uuidBytes(room), u32(epoch));
  const derived = PURPOSES.map((purpose) => [purpose, deriveKey(roomKey, purpose, context)] as const);
  return Object.fromEntries(derived) as RoomKeys;
}

/** Overwrites them all; idempotent. */
export function wipeRoomKeys(keys: RoomKeys): void {
  for (const purpose of PURPOSES) keys[purpose].wipe();
}

type TitleSealing = { readonly title: string; readonly room: RoomId; readonly titleKey: Secret; readonly random: Random };
/** The room's title as the server keeps it. */
export const sealTitle = ({ title, room, titleKey, random }: TitleSealing): Uint8Array =>
  sealBytes({ bytes: utf8(title), key: titleKey, label: 'title', context: uuidBytes(room), random });

type TitleOpening = { readonly sealed: Uint8Array; readonly room: RoomId; readonly titleKey: Secret };
export function openTitle({ sealed, room, titleKey }: TitleOpening): Result<string, 'does-not-open'> {
  const opened = openBytes({ sealed, key: titleKey, label: 'title', context: uuidBytes(room) });
  const title = opened.ok ? fromUtf8(opened.value) : undefined;
  return title === undefined ? fail('does-not-open') : ok(title);
}
