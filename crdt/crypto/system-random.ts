/** The system's generator (Web Crypto), which browsers, workers and Node all have as a global. */
import type { Random } from '../base/random.ts';

declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

/** What one call of Web Crypto gives at most. */
const QUOTA_BYTES = 65_536;

export const systemRandom: Random = {
  bytes(length) {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += QUOTA_BYTES) crypto.getRandomValues(bytes.subarray(at, at + QUOTA_BYTES));
    return bytes;
  },
};
