/**
 * Whether bytes are one whole value of msgpack (its specification, "formats") that holds what it says it holds. Asked before the codec,
 * which makes an array of as many places as five bytes claim: a frame of forty bytes would end the process for want of memory.
 */
const MAX_DEPTH = 32;
/** Bytes after the first of the formats 0xc0 to 0xdf that have a fixed size; -1: a length follows, or they hold values; -2: none of ours. */
const FIXED = [0, -2, 0, 0, -1, -1, -1, -1, -1, -1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17, -1, -1, -1, -1, -1, -1, -1];

/** Bounded by the bytes' own number, in time and memory; never throws. */
export function isWholeMsgpack(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** Values still to come, of each value that is not at its end; `pending` is their sum. */
  const open: number[] = [];
  let pending = 1;
  let at = 0;
  while (pending > 0) {
    // Each value has a byte at least. What promises more than there is was made to be believed.
    if (pending > bytes.length - at) return false;
    const head = headAt(view, at);
    if (head === undefined || at + head.bytes > bytes.length) return false;
    at += head.bytes;
    pending += head.values - 1;
    while (open.length > 0 && open.at(-1) === 0) open.pop();
    if (open.length > 0) open.push((open.pop() ?? 0) - 1);
    if (head.values > 0) open.push(head.values);
    if (open.length > MAX_DEPTH) return false;
  }
  return at === bytes.length;
}

type Head = {
  /** Its own, those that tell its length and its content, but not of the values in it. */
  readonly bytes: number;
  readonly values: number;
};

function headAt(view: DataView, at: number): Head | undefined {
  const first = view.getUint8(at);
  if (first < 0x80 || first >= 0xe0) return { bytes: 1, values: 0 };
  if (first < 0x90) return { bytes: 1, values: 2 * (first & 0x0f) };
  if (first < 0xa0) return { bytes: 1, values: first & 0x0f };
  if (first < 0xc0) return { bytes: 1 + (first & 0x1f), values: 0 };
  const fixed = FIXED[first - 0xc0] ?? -2;
  if (fixed === -2) return undefined;
  if (fixed >= 0) return { bytes: 1 + fixed, values: 0 };
  const size = sizeOfLength(first);
  if (at + 1 + size > view.byteLength) return undefined;
  const length = size === 1 ? view.getUint8(at + 1) : size === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1);
  if (first >= 0xdc) return { bytes: 1 + size, values: first >= 0xde ? 2 * length : length };
  // An extension has its type after its length.
  const type = first >= 0xc7 && first <= 0xc9 ? 1 : 0;
  return { bytes: 1 + size + type + length, values: 0 };
}

/** Of bin and ext 8, 16, 32 (0xc4 to 0xc9), str 8, 16, 32 (0xd9 to 0xdb), array and map 16, 32 (0xdc to 0xdf). */
function sizeOfLength(first: number): 1 | 2 | 4 {
  if (first >= 0xdc) return first % 2 === 0 ? 2 : 4;
  const step = first >= 0xd9 ? first - 0xd9 : (first - 0xc4) % 3;
  return step === 0 ? 1 : step === 1 ? 2 : 4;
}
