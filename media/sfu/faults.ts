/** Turns what mediasoup throws about a member's parameters into codes: nothing a member sends may end the process. */
import { errors } from 'mediasoup';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { CallCode, Json } from '../messages.ts';

/** Real parameters of a browser are under 8 KiB; a message far larger is not worth mediasoup's time. */
const JSON_CHARACTERS = 32 * 1024;

/** Whether `json` is small enough, and shallow enough to be written at all. */
export function isBounded(json: Json): boolean {
  try {
    return JSON.stringify(json).length <= JSON_CHARACTERS;
  } catch {
    return false;
  }
}

/** The code of something mediasoup threw while it looked at a member's parameters. */
export function codeOf(thrown: unknown): CallCode {
  if (thrown instanceof errors.UnsupportedError) return 'call_codec';
  if (thrown instanceof errors.NotFoundError) return 'call_state';
  if (thrown instanceof TypeError || thrown instanceof RangeError) return 'bad_shape';
  return thrown instanceof Error ? 'call_state' : 'internal';
}

/** Runs `work`; what it throws becomes a code, and `told` hears of it without any content. */
export async function attempt<Value>(work: () => Promise<Value>, told: (code: CallCode) => void): Promise<Result<Value, CallCode>> {
  try {
    return ok(await work());
  } catch (thrown) {
    const code = codeOf(thrown);
    told(code);
    return fail(code);
  }
}
