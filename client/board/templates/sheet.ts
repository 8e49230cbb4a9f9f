/**
 * What lies beneath the drawing, for everybody: read from the doc alone, painted above the paper and below all ink, and no mark, so that no tool reaches it.
 * Fetched when something lies there, or is about to be laid.
 */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import { layTemplate, NO_TEMPLATE, templateOf, type MayLay } from '#crdt/docs/template.ts';
import type { Undo } from '#crdt/docs/undo.ts';
import type * as Y from 'yjs';
import { joined, type Bounds, type View } from '../camera.ts';
import type { Surface } from '../surface.ts';
import { TEMPLATES } from './all.ts';
import { createShowing } from './free.ts';
import { LETTERS, LINE, SINK, THICKNESS, type Template, type Word } from './template.ts';

export type Sheet = {
  /** What lies there; undefined for nothing, and for a template of a later version of this program. */
  readonly laid: Template | undefined;
  /** Reads the doc anew. */
  read(): void;
  /** As one step of undo. */
  lay(template: Template | undefined): void;
  /** On the screen; the context stands in device pixels. */
  paint(ctx: CanvasRenderingContext2D, view: View): void;
  /** What lies there, in a sentence. */
  readonly said: string;
  /** In a picture; the context stands in board coordinates. */
  draw(ctx: CanvasRenderingContext2D): void;
  /** Its bounds with those of what is drawn on it; undefined where there is neither. */
  with(drawn: Bounds | undefined): Bounds | undefined;
  /** Looks at it with what is drawn on it; false where nothing lies there. */
  show(drawn: Bounds | undefined): boolean;
  /** What lies there, as lines of an SVG, with letters of that family. */
  svg(family: string): string[];
  close(): void;
};

export type SheetDeps = {
  readonly element: HTMLElement;
  readonly surface: Pick<Surface, 'view' | 'look' | 'request'>;
  readonly doc: Y.Doc;
  readonly you: MemberId;
  readonly mayLay: MayLay;
  readonly undo: Undo;
  readonly origin: object;
  readonly clock: Clock;
  readonly random: Random;
  /** Our font at that size. */
  readonly fontOf: (size: number) => string;
  /** Something is under the pen or the fingers: the board must not move away below it. */
  readonly busy: () => boolean;
  readonly onLaid: () => void;
};

export function createSheet(deps: SheetDeps): Sheet {
  const { doc, surface, mayLay, origin, random, fontOf } = deps;
  let laid: Template | undefined;
  const showing = createShowing(deps.element, surface, deps.busy);
  const paths = new WeakMap<Template, Path2D>();
  const pathOf = (template: Template): Path2D => {
    const path = paths.get(template) ?? new Path2D(template.paths.join(''));
    paths.set(template, path);
    return path;
  };

  /** `thickness` in board pixels. */
  function draw(ctx: CanvasRenderingContext2D, thickness = THICKNESS): void {
    if (laid === undefined) return;
    ctx.save();
    Object.assign(ctx, { strokeStyle: LINE, lineWidth: thickness, lineCap: 'round', lineJoin: 'round' });
    ctx.stroke(pathOf(laid));
    Object.assign(ctx, { fillStyle: LETTERS, textAlign: 'center', textBaseline: 'alphabetic' });
    for (const { text, x, y, size, turn = 0 } of laid.words ?? []) {
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate((turn * Math.PI) / 180);
      ctx.font = fontOf(size);
      ctx.fillText(text, 0, SINK * size);
      ctx.restore();
    }
    ctx.restore();
  }

  function read(): void {
    const number = templateOf(doc, mayLay);
    const next = TEMPLATES.find((template) => template.number === number);
    if (next === laid) return;
    laid = next;
    showing.show(deps.busy() ? undefined : next && boundsOf(next));
    deps.onLaid();
  }

  function whole(drawn: Bounds | undefined): Bounds | undefined {
    const own = laid && boundsOf(laid);
    return own && drawn ? joined(own, drawn) : (own ?? drawn);
  }

  // Until our font is there, the words stand in another.
  document.fonts.load(fontOf(16)).then(surface.request, () => undefined);
  return {
    get laid() {
      return laid;
    },
    get said() {
      return laid ? ` Beneath it lies a template: ${laid.name}.` : '';
    },
    read,
    lay: (template) => {
      deps.undo.newStep();
      layTemplate(doc, { template: template?.number ?? NO_TEMPLATE, author: deps.you, at: deps.clock.now() }, { random, mayLay, origin });
    },
    paint: (ctx, { camera, ratio }) => {
      const scale = camera.zoom * ratio;
      ctx.save();
      ctx.setTransform(scale, 0, 0, scale, -camera.x * scale, -camera.y * scale);
      // Also where all of it is small, on a phone, its lines are to be seen.
      draw(ctx, Math.max(THICKNESS, 1 / camera.zoom));
      ctx.restore();
    },
    draw,
    with: whole,
    show: (drawn) => {
      if (laid) showing.show(whole(drawn));
      return laid !== undefined;
    },
    svg: (family) => (laid ? svgOf(laid, family) : []),
    close: showing.close,
  };
}

const boundsOf = ({ width, height }: Template): Bounds => ({ left: -width / 2, top: -height / 2, right: width / 2, bottom: height / 2 });

function svgOf({ paths, words = [] }: Template, family: string): string[] {
  const word = ({ text, x, y, size, turn }: Word): string =>
    `<text x="${x}" y="${y + SINK * size}" font-size="${size}"${turn === undefined ? '' : ` transform="rotate(${turn} ${x} ${y})"`}>${text}</text>`;
  return [
    `<path d="${paths.join('')}" fill="none" stroke="${LINE}" stroke-width="${THICKNESS}" stroke-linecap="round" stroke-linejoin="round"/>`,
    ...(words.length === 0 ? [] : [`<g font-family="${family}" fill="${LETTERS}" text-anchor="middle">${words.map(word).join('')}</g>`]),
  ];
}
