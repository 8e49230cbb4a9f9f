/**
 * Looks at a Yjs update (encoding V1) before Yjs does. A member with a valid key may still send bytes that would make
 * Yjs throw halfway, loop, or write in another's name; what passes here is of a form that an honest Yjs produces.
 */
import * as Y from 'yjs';
import { fail, ok, type Result } from '../base/result.ts';

/** Ranges of deleted clocks in one update; an eraser's long stroke has some hundreds. */
const MOST_DELETED_RANGES = 20_000;
const MOST_CLOCK = Number.MAX_SAFE_INTEGER / 2;

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];
type Deleted = ReturnType<typeof Y.decodeUpdate>['ds'];

/** The clocks of an update's structs: of the first, and after the last. */
export type Run = { readonly from: number; readonly to: number };

/** Checks that `update` holds only structs of `client`, in one unbroken run of clocks; undefined when it holds none (it only deletes). */
export function checkUpdate(update: Uint8Array, client: number): Result<Run | undefined, 'malformed' | 'foreign-structs'> {
  let parsed: ReturnType<typeof Y.decodeUpdate>;
  try {
    parsed = Y.decodeUpdate(update);
  } catch {
    return fail('malformed');
  }
  let next: number | undefined;
  for (const struct of parsed.structs) {
    if (struct.id.client !== client) return fail('foreign-structs');
    if ((next !== undefined && struct.id.clock !== next) || !isSound(struct)) return fail('malformed');
    next = struct.id.clock + struct.length;
  }
  if (!isOrdered(parsed.ds)) return fail('malformed');
  const from = parsed.structs[0]?.id.clock;
  return ok(from === undefined || next === undefined ? undefined : { from, to: next });
}

/** Whether the update neither adds nor deletes anything. */
export function isEmptyUpdate(update: Uint8Array): boolean {
  return update.length === 2 && update[0] === 0 && update[1] === 0;
}

function isSound(struct: Struct): boolean {
  if (struct instanceof Y.Skip || struct.length < 1 || struct.id.clock + struct.length > MOST_CLOCK) return false;
  if (!(struct instanceof Y.Item)) return true;
  // Yjs asks only other senders' clocks whether they are there yet: one's own later clock would make it throw.
  const { clock, client } = struct.id;
  const references = [struct.origin, struct.rightOrigin, struct.parent instanceof Y.ID ? struct.parent : null];
  if (references.some((id) => id !== null && id.client === client && id.clock >= clock)) return false;
  return !(struct.content instanceof Y.ContentDoc);
}

/** Sorted, without overlap and bounded: otherwise a small update could make Yjs walk the whole doc thousands of times. */
function isOrdered(deleted: Deleted): boolean {
  let ranges = 0;
  for (const list of deleted.clients.values()) {
    let end = 0;
    for (const { clock, len } of list) {
      if (++ranges > MOST_DELETED_RANGES || len < 1 || clock < end || clock + len > MOST_CLOCK) return false;
      end = clock + len;
    }
  }
  return true;
}
