/**
 * What was typed into a record and is no version yet, as it rests on the device: sealed under the record's own key, in the place record. The
 * content is a state that is merged into the next version, so that an old draft shown again changes nothing.
 */
import { uuidBytes, type RecordId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { RECORD_SEALED_LIMIT } from './record-layout.ts';

type Place = { readonly record: RecordId; readonly key: Secret };

/** Throws RangeError when the content is too long to become a version. */
export const sealDraft = (content: Uint8Array, { record, key }: Place, random: Random): Uint8Array =>
  sealBytes({ bytes: content, key, label: 'recordDraft', context: uuidBytes(record), random, limit: RECORD_SEALED_LIMIT });

export const openDraft = (sealed: Uint8Array, { record, key }: Place): Result<Uint8Array, 'does-not-open'> =>
  openBytes({ sealed, key, label: 'recordDraft', context: uuidBytes(record), limit: RECORD_SEALED_LIMIT });
