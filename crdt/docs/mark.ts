/** What lies on a board: ink, or writing. */
import { STRIDE } from './points.ts';
import { decodeStroke, encodeStroke, type Stroke } from './stroke.ts';
import { decodeText, encodeText, TEXT_VERSION, type BoardText } from './text.ts';

export type Mark = Stroke | BoardText;

export const isText = <Some extends Mark>(mark: Some): mark is Extract<Some, BoardText> => mark.tool === 'text' || mark.tool === 'note';

/** Throws RangeError for what no reader would take. */
export const encodeMark = (mark: Mark): Uint8Array => (isText(mark) ? encodeText(mark) : encodeStroke(mark as Stroke));

/** Undefined for what is neither, a kind of a later version included. */
export const decodeMark = (bytes: unknown): Mark | undefined =>
  bytes instanceof Uint8Array && bytes[0] === TEXT_VERSION ? decodeText(bytes) : decodeStroke(bytes);

/** The same mark elsewhere. */
export function shifted<Some extends Mark>(mark: Some, { x, y }: { readonly x: number; readonly y: number }): Some {
  if (isText(mark)) return { ...mark, x: mark.x + x, y: mark.y + y };
  return {
    ...mark,
    points: (mark as Stroke).points.map((value, i) => (i % STRIDE === 0 ? value + x : i % STRIDE === 1 ? value + y : value)),
  };
}
