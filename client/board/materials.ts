/** How each material looks: its texture, how it covers what lies below, and in which passes it is laid down. */
import type { Tool } from '#crdt/docs/stroke.ts';
import { createGrains, type Grain } from './grain.ts';
import { isArea, traceFill, traceInk, type Ink } from './stroke-path.ts';

/** What the rubber's wet ink is painted with, and what lies under all ink, in every theme: colours have to look the same to both. */
export const PAPER = '#ffffff';
export const cssColour = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`;

type Material = {
  /** Times the thickness that was chosen: a marker is broader than a pencil. */
  readonly broad: number;
  readonly alpha: number;
  readonly grain?: Grain;
  /** Darkens what lies below, as colour does that light shines through. */
  readonly multiplies?: true;
  readonly cap?: 'butt' | 'square';
  /** Widths, as shares, in which it is laid down one over the other: a soft edge. */
  readonly passes?: readonly number[];
};

export const MATERIALS: Readonly<Record<Tool, Material>> = {
  pen: { broad: 1, alpha: 1 },
  rubber: { broad: 1, alpha: 1 },
  ink: { broad: 1.3, alpha: 1 },
  pencil: { broad: 0.8, alpha: 0.9, grain: 'pencil' },
  marker: { broad: 2.2, alpha: 0.92, cap: 'square' },
  highlighter: { broad: 4, alpha: 0.4, multiplies: true, cap: 'butt' },
  brush: { broad: 3, alpha: 0.95 },
  chalk: { broad: 2.4, alpha: 0.95, grain: 'chalk' },
  wash: { broad: 5, alpha: 0.2, grain: 'wash', multiplies: true, passes: [1, 0.86, 0.7] },
  spray: { broad: 5, alpha: 0.8 },
};

/** A stroke that is opaque and even may be painted piece by piece; any other would show where the pieces overlap. */
export const growsByPieces = ({ tool, opacity, filled }: Ink): boolean =>
  !filled && (tool === 'rubber' || (opacity === 1 && (tool === 'pen' || tool === 'spray')));

/** A path may be thinned out where it is seen small; not one whose dots would become fewer. */
export const mayBeThinned = (tool: Tool): boolean => tool !== 'spray';

const grains = createGrains();

export type InkPaths = { readonly ink: Path2D; readonly fill: Path2D | undefined };

export function makePaths(points: Float32Array, ink: Ink, from = 0): InkPaths {
  const path = new Path2D();
  traceInk(path, points, ink, from);
  if (!ink.filled) return { ink: path, fill: undefined };
  const fill = new Path2D();
  traceFill(fill, points);
  return { ink: path, fill };
}

/** Paints what `makePaths` made; the context stands in board coordinates. The rubber takes away what is there. */
export function paintInk(ctx: CanvasRenderingContext2D, paths: InkPaths, ink: Ink): void {
  const { multiplies } = MATERIALS[ink.tool];
  ctx.globalCompositeOperation = ink.tool === 'rubber' ? 'destination-out' : multiplies ? 'multiply' : 'source-over';
  lay(ctx, paths, ink, styleOf(ctx, ink));
  ctx.globalCompositeOperation = 'source-over';
}

/** Wet ink lies above everything, so the rubber's is painted as paper. Only what begins at point `from` is added. */
export function paintWet(ctx: CanvasRenderingContext2D, points: Float32Array, ink: Ink, from: number): void {
  lay(ctx, makePaths(points, ink, from), ink, ink.tool === 'rubber' ? PAPER : styleOf(ctx, ink));
}

const styleOf = (ctx: CanvasRenderingContext2D, { tool, colour }: Ink): string | CanvasPattern => {
  const { grain } = MATERIALS[tool];
  return (grain && grains.patternOf(grain, colour, ctx)) ?? cssColour(colour);
};

/** One laying down of colour. `width`: of a line; undefined where the path is an area to be filled. */
type Layer = {
  readonly path: keyof InkPaths;
  readonly rule: CanvasFillRule;
  readonly width: number | undefined;
  readonly cap: CanvasLineCap;
  readonly alpha: number;
};
/** In which order ink is laid down, on a canvas or elsewhere. */
export function layersOf(ink: Ink): Layer[] {
  const { alpha: cover, cap = 'round', passes = [1] } = MATERIALS[ink.tool];
  const alpha = ink.tool === 'rubber' ? 1 : cover * ink.opacity;
  const fill = ink.filled ? [{ path: 'fill', rule: 'evenodd', width: undefined, cap, alpha } as const] : [];
  if (isArea(ink)) return [...fill, { path: 'ink', rule: 'nonzero', width: undefined, cap, alpha }];
  return [...fill, ...passes.map((share) => ({ path: 'ink', rule: 'nonzero', width: ink.width * share, cap, alpha }) as const)];
}

function lay(ctx: CanvasRenderingContext2D, paths: InkPaths, ink: Ink, style: string | CanvasPattern): void {
  ctx.fillStyle = style;
  ctx.strokeStyle = style;
  ctx.lineJoin = 'round';
  for (const { path, rule, width, cap, alpha } of layersOf(ink)) {
    const made = paths[path];
    if (made === undefined) continue;
    ctx.globalAlpha = alpha;
    ctx.lineCap = cap;
    ctx.lineWidth = width ?? 1;
    if (width === undefined) ctx.fill(made, rule);
    else ctx.stroke(made);
  }
  ctx.globalAlpha = 1;
}
