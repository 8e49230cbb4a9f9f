/** All that is drawn as a PNG: ink on white and on what lies beneath, with a margin. The browser writes it, without a word of who, when or with what. */
import type { Bounds } from './camera.ts';
import { PAPER } from './materials.ts';
import type { Scene, SceneMark } from './scene.ts';
import type { Sheet } from './templates/sheet.ts';

/** Pixels of a picture that is saved or kept for each board pixel: sharp on paper, too. */
export const PICTURE_SCALE = 2;
/** Board pixels around all that is drawn. */
export const MARGIN = 24;
/** Browsers make no larger canvases; a larger drawing comes out at a smaller scale. */
const MOST_SIDE = 8192;

/** What a picture shows: the marks in paint order, what lies beneath them, and how far all of it reaches. */
export type Whole = {
  readonly marks: readonly SceneMark[];
  readonly paint: Scene['paint'];
  readonly beneath: Sheet | undefined;
  readonly bounds: Bounds;
};

/** `scale`: pixels of the picture a board pixel; `most`: of its longer side. Undefined where the browser has no room for it. */
export function pictureOf(all: Whole, scale: number, most = MOST_SIDE): Promise<Blob | undefined> {
  const canvas = paint(all, scale, most);
  return new Promise((resolve) => {
    if (canvas === undefined) resolve(undefined);
    else canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png');
  });
}

function paint({ marks, paint: paintMark, beneath, bounds }: Whole, wanted: number, most: number): HTMLCanvasElement | undefined {
  const [width, height] = [bounds.right - bounds.left + 2 * MARGIN, bounds.bottom - bounds.top + 2 * MARGIN];
  const scale = Math.min(wanted, most / width, most / height);
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  // Ink apart from paper: what the rubber takes away is ink.
  const [ink, whole] = [contextOf(size), contextOf(size)];
  if (ink === undefined || whole === undefined) return undefined;
  ink.setTransform(scale, 0, 0, scale, (MARGIN - bounds.left) * scale, (MARGIN - bounds.top) * scale);
  for (const mark of marks) paintMark(ink, mark, false);
  whole.fillStyle = PAPER;
  whole.fillRect(0, 0, size.width, size.height);
  whole.setTransform(ink.getTransform());
  beneath?.draw(whole);
  whole.resetTransform();
  whole.drawImage(ink.canvas, 0, 0);
  return whole.canvas;
}

function contextOf({ width, height }: { readonly width: number; readonly height: number }): CanvasRenderingContext2D | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas.getContext('2d') ?? undefined;
}
