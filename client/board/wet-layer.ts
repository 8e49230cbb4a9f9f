/** The upper canvas: ink that is not yet in the doc. Grows piece by piece where that looks right; is painted whole when something left it or the view moved. */
import type { View } from './camera.ts';
import { STRIDE } from '#crdt/docs/points.ts';
import { growsByPieces, paintWet } from './materials.ts';
import type { PointsBuffer } from './points-buffer.ts';
import type { Ink } from './stroke-path.ts';

/** A stroke under somebody's pen; `id` is that of the stroke it will become. */
export type WetStroke = Ink & { readonly id: string; readonly points: PointsBuffer };

export type WetLayer = {
  /** Paints what came to a stroke since it had `from` points; false where the whole layer has to be painted anew instead. */
  grown(stroke: WetStroke, from: number): boolean;
  /** Clears the layer and paints all of these; then `also`, which stands in board coordinates and is told how large a pixel of the screen is there. */
  repaint(strokes: Iterable<WetStroke>, also: (ctx: CanvasRenderingContext2D, pixel: number) => void): void;
};

export function createWetLayer(ctx: CanvasRenderingContext2D, view: () => View): WetLayer {
  const inBoard = (paint: () => void): void => {
    const { camera, ratio } = view();
    const scale = camera.zoom * ratio;
    ctx.save();
    ctx.setTransform(scale, 0, 0, scale, -camera.x * scale, -camera.y * scale);
    paint();
    ctx.restore();
  };
  return {
    grown: (stroke, from) => {
      if (!growsByPieces(stroke)) return false;
      if (stroke.points.count > from) inBoard(() => paintWet(ctx, stroke.points.view(), stroke, from));
      return true;
    },
    repaint: (strokes, also) => {
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
      ctx.restore();
      inBoard(() => {
        for (const stroke of strokes) if (stroke.points.view().length >= STRIDE) paintWet(ctx, stroke.points.view(), stroke, 0);
        also(ctx, 1 / view().camera.zoom);
      });
    },
  };
}
