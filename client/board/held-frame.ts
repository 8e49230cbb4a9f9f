/** Paints what belongs to choosing: the frame around what is held with its handles, the frame or line that one draws around what shall be held. */
import { HANDLES, handlePlace, middleOf } from './handles.ts';
import type { Bounds, Point } from './camera.ts';

const LINE = '#1d6a66';
/** Seen, CSS pixels; what is touched is larger (handles.ts). */
const RADIUS = 9;
const DASH = [6, 4];

function dashed(ctx: CanvasRenderingContext2D, pixel: number): void {
  ctx.strokeStyle = LINE;
  ctx.lineWidth = 2 * pixel;
  ctx.setLineDash(DASH.map((length) => length * pixel));
}

export function paintFrame(ctx: CanvasRenderingContext2D, { left, top, right, bottom }: Bounds, pixel: number): void {
  dashed(ctx, pixel);
  ctx.strokeRect(left, top, right - left, bottom - top);
  ctx.setLineDash([]);
}

export function paintLine(ctx: CanvasRenderingContext2D, path: readonly Point[], pixel: number): void {
  dashed(ctx, pixel);
  ctx.beginPath();
  for (const { x, y } of path) ctx.lineTo(x, y);
  ctx.closePath();
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Squares scale, the round one turns. */
export function paintHandles(ctx: CanvasRenderingContext2D, frame: Bounds, pixel: number): void {
  const radius = RADIUS * pixel;
  ctx.strokeStyle = LINE;
  ctx.fillStyle = '#ffffff';
  ctx.lineWidth = 2 * pixel;
  ctx.beginPath();
  const turn = handlePlace('turn', frame, pixel);
  ctx.moveTo(middleOf(frame).x, frame.top);
  ctx.lineTo(turn.x, turn.y);
  ctx.stroke();
  for (const handle of HANDLES) {
    const { x, y } = handlePlace(handle, frame, pixel);
    ctx.beginPath();
    if (handle === 'turn') ctx.arc(x, y, radius, 0, 2 * Math.PI);
    else ctx.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    ctx.fill();
    ctx.stroke();
  }
}
