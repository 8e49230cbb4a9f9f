/** Domain separation: what a signature, MAC, derived key or cipher is for stands first in its input, and cannot run into what follows. */
import { concat, utf8 } from '../base/bytes.ts';

/** One byte of length ‖ `holdspace/v1/…`. */
export function labelBytes(purpose: string): Uint8Array {
  const name = utf8(`holdspace/v1/${purpose}`);
  if (name.length > 255) throw new RangeError('a label has at most 255 bytes');
  return concat(Uint8Array.of(name.length), name);
}
