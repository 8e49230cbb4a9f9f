/** Lines on the paper for whoever wants them: squared or ruled, on one's own screen alone. They are in no doc and in no picture. */
import { visible, type View } from './camera.ts';

export const GUIDES = ['none', 'grid', 'lines'] as const;
export type Guide = (typeof GUIDES)[number];
export const GUIDE_WORDS: Readonly<Record<Guide, string>> = { none: 'Plain paper', grid: 'Squared paper', lines: 'Ruled paper' };
export const nextGuide = (guide: Guide): Guide => GUIDES[(GUIDES.indexOf(guide) + 1) % GUIDES.length] ?? 'none';

/** Board pixels between two lines; where that is too narrow to see, every second, fourth … line is left. */
const STEP = 40;
/** CSS pixels. */
const NARROWEST = 16;
const LINE = '#dbe2ea';
/** Each fifth of the grid. */
const STRONG = '#bcc8d6';
const EACH = 5;

/** Board pixels between two lines at this zoom. */
export const stepAt = (zoom: number): number => STEP * 2 ** Math.max(0, Math.ceil(Math.log2(NARROWEST / (STEP * zoom))));

/** The context stands in device pixels. */
export function paintGuide(ctx: CanvasRenderingContext2D, { camera, size, ratio }: View, guide: Guide): void {
  if (guide === 'none') return;
  const { left, top, right, bottom } = visible(camera, size);
  const step = stepAt(camera.zoom);
  const scale = camera.zoom * ratio;
  const thickness = Math.max(1, Math.round(ratio));
  const styleOf = (index: number): string => (guide === 'grid' && index % EACH === 0 ? STRONG : LINE);
  for (let i = Math.ceil(top / step); i * step <= bottom; i++) {
    ctx.fillStyle = styleOf(i);
    ctx.fillRect(0, Math.round((i * step - camera.y) * scale), ctx.canvas.width, thickness);
  }
  if (guide === 'lines') return;
  for (let i = Math.ceil(left / step); i * step <= right; i++) {
    ctx.fillStyle = styleOf(i);
    ctx.fillRect(Math.round((i * step - camera.x) * scale), 0, thickness, ctx.canvas.height);
  }
}
