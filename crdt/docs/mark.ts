/** What lies on a board: ink, or writing. */
import { anchorAt, angleOf, isUpright, matrixOf, scaleOf, through, type Place, type Spot } from './placement.ts';
import { STRIDE } from './points.ts';
import { decodeStroke, encodeStroke, type Stroke } from './stroke.ts';
import { decodeText, encodeText, TEXT_VERSION, type BoardText } from './text.ts';

export type Mark = Stroke | BoardText;
/**
 * How a mark lies there. A stroke's points and width are those of the place where it lies; writing keeps the size that it was written in, its x and y
 * are where its upper left corner lies, and it is scaled and turned (radians, clockwise) about that.
 */
export type Posed = { readonly scale: number; readonly angle: number };

export const isText = <Some extends Mark>(mark: Some): mark is Extract<Some, BoardText> => mark.tool === 'text' || mark.tool === 'note';

/** Throws RangeError for what no reader would take. */
export const encodeMark = (mark: Mark): Uint8Array => (isText(mark) ? encodeText(mark) : encodeStroke(mark as Stroke));

/** Undefined for what is neither, a kind of a later version included. */
export const decodeMark = (bytes: unknown): Mark | undefined =>
  bytes instanceof Uint8Array && bytes[0] === TEXT_VERSION ? decodeText(bytes) : decodeStroke(bytes);

/** The point that a mark grows and turns about: the middle of a stroke, the upper left corner of writing. The same on every copy. */
export function anchorOf(mark: Mark): Spot {
  if (isText(mark)) return { x: mark.x, y: mark.y };
  const { points } = mark as Stroke;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 2 < points.length; i += STRIDE) {
    const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/** The same mark elsewhere, as large as it was. */
export function shifted<Some extends Mark>(mark: Some, { x, y }: Spot): Some {
  if (isText(mark)) return { ...mark, x: mark.x + x, y: mark.y + y };
  return {
    ...mark,
    points: (mark as Stroke).points.map((value, i) => (i % STRIDE === 0 ? value + x : i % STRIDE === 1 ? value + y : value)),
  };
}

/** The same mark where it was brought. */
export function placed<Some extends Mark>(mark: Some, place: Place): Some & Posed {
  const from = anchorOf(mark);
  const to = anchorAt(from, place);
  const by = { x: to.x - from.x, y: to.y - from.y };
  const pose = { scale: scaleOf(place.growth), angle: angleOf(place.turn) };
  if (isUpright(place) || isText(mark)) return { ...shifted(mark, by), ...pose };
  const stroke = mark as Stroke;
  const matrix = matrixOf({ ...by, ...pose, about: from });
  const points = Float32Array.from(stroke.points);
  for (let i = 0; i + 2 < points.length; i += STRIDE) {
    const { x, y } = through(matrix, { x: points[i] ?? 0, y: points[i + 1] ?? 0 });
    points[i] = x;
    points[i + 1] = y;
  }
  const ink = { points, width: stroke.width * pose.scale };
  return { ...mark, ...ink, ...pose };
}
