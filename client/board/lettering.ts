/** How writing lies on the board: its font, its lines, how large it is, and the sheet under a note. */
import type { Posed } from '#crdt/docs/mark.ts';
import { matrixOf, through, type Matrix } from '#crdt/docs/placement.ts';
import type { BoardText } from '#crdt/docs/text.ts';
import { grown, type Bounds, type Point } from './camera.ts';
import { cssColour } from './materials.ts';

/** Made to be told apart letter by letter by weak eyes (Braille Institute); served by us. */
export const FONT_FAMILY = '"Atkinson Hyperlegible", system-ui, sans-serif';
const LINE_HEIGHT = 1.25;
export const INK = '#1c1c1e';
/** How dark the shadow under a note is. */
export const SHADE = 0.12;
/** Of a note, in heights of its letters. */
const NOTE = { width: 11, padding: 0.6, least: 5 };

export const fontOf = (size: number): string => `${size}px ${FONT_FAMILY}`;
export const lineHeight = (size: number): number => size * LINE_HEIGHT;
export const noteWidth = (size: number): number => size * NOTE.width;
export const notePadding = (size: number): number => size * NOTE.padding;

/** A sheet in the colour that was chosen, light enough for dark letters on any. */
export function sheetColour(colour: number): string {
  const light = (shift: number): number => Math.round(((colour >> shift) & 255) * 0.3 + 255 * 0.7);
  return cssColour((light(16) << 16) | (light(8) << 8) | light(0));
}

type Laid = { readonly lines: readonly string[]; readonly width: number; readonly height: number };
type PosedText = BoardText & Posed;
/** From the box of a text, whose upper left corner is 0, 0, to the board. */
export const poseOf = ({ x, y, scale, angle }: PosedText): Matrix => matrixOf({ x, y, scale, angle });
type Written = Pick<BoardText, 'tool' | 'size' | 'text'>;

/** Measures with a canvas of its own. `fontCame` has to be called once the font is there: what was measured before is measured anew. */
export function createLettering() {
  const ctx = document.createElement('canvas').getContext('2d');
  let laid = new WeakMap<Written, Laid>();
  const widthOf = (text: string): number => ctx?.measureText(text).width ?? text.length;

  /** Broken at spaces; a word that is longer than the line is broken where it must be. */
  function wrap(line: string, width: number): string[] {
    const lines: string[] = [];
    let rest = line;
    while (widthOf(rest) > width) {
      let end = rest.length;
      while (end > 1 && widthOf(rest.slice(0, end)) > width) end--;
      const space = rest.lastIndexOf(' ', end);
      const cut = space > 0 ? space : end;
      lines.push(rest.slice(0, cut));
      rest = rest.slice(space > 0 ? cut + 1 : cut);
    }
    return [...lines, rest];
  }

  function lay(written: Written): Laid {
    const known = laid.get(written);
    if (known) return known;
    if (ctx) ctx.font = fontOf(written.size);
    const typed = written.text.split('\n');
    const { size } = written;
    const isNote = written.tool === 'note';
    const lines = isNote ? typed.flatMap((line) => wrap(line, noteWidth(size) - 2 * notePadding(size))) : typed;
    const width = isNote ? noteWidth(size) : Math.max(1, ...lines.map(widthOf));
    const tall = lines.length * lineHeight(size) + (isNote ? 2 * notePadding(size) : 0);
    const made = { lines, width, height: isNote ? Math.max(tall, NOTE.least * size) : tall };
    laid.set(written, made);
    return made;
  }

  /** What it covers where it lies upright, from its upper left corner. */
  function boxOf(text: BoardText): Bounds {
    const { width, height } = lay(text);
    return grown({ left: 0, top: 0, right: width, bottom: height }, text.tool === 'note' ? 4 : 2);
  }
  function cornersOf(text: PosedText): Point[] {
    const { left, top, right, bottom } = boxOf(text);
    const pose = poseOf(text);
    return [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ].map(([x = 0, y = 0]) => through(pose, { x, y }));
  }

  return {
    lay,
    widthOf(line: string, size: number): number {
      if (ctx) ctx.font = fontOf(size);
      return widthOf(line);
    },
    /** How far below the top of its place the letters of a line stand. */
    baselineOf(size: number): number {
      const gap = (lineHeight(size) - size) / 2;
      if (ctx === null) return gap + size * 0.8;
      ctx.font = fontOf(size);
      const ascent = (baseline: CanvasTextBaseline): number => {
        ctx.textBaseline = baseline;
        return ctx.measureText('x').fontBoundingBoxAscent;
      };
      return gap + ascent('alphabetic') - ascent('top');
    },
    /** The four corners of what it covers, in order around it. */
    cornersOf,
    boundsOf(text: PosedText): Bounds {
      const corners = cornersOf(text);
      const [x, y] = [corners.map((at) => at.x), corners.map((at) => at.y)];
      return { left: Math.min(...x), top: Math.min(...y), right: Math.max(...x), bottom: Math.max(...y) };
    },
    liesAt(text: PosedText, at: Point, reach: number): boolean {
      const { left, top, right, bottom } = boxOf(text);
      // The way back from the board into the box: where it lies is no more than turned and scaled.
      const [cos, sin] = [Math.cos(text.angle) / text.scale, Math.sin(text.angle) / text.scale];
      const [dx, dy] = [at.x - text.x, at.y - text.y];
      const [x, y, near] = [cos * dx + sin * dy, cos * dy - sin * dx, reach / text.scale];
      return x >= left - near && x <= right + near && y >= top - near && y <= bottom + near;
    },
    /** The context stands in board coordinates. */
    paint(on: CanvasRenderingContext2D, text: PosedText): void {
      const { lines, width, height } = lay(text);
      const isNote = text.tool === 'note';
      const padding = isNote ? notePadding(text.size) : 0;
      on.save();
      on.transform(...poseOf(text));
      if (isNote) {
        on.fillStyle = `rgb(0 0 0 / ${SHADE})`;
        on.fillRect(2, 3, width, height);
        on.fillStyle = sheetColour(text.colour);
        on.fillRect(0, 0, width, height);
      }
      on.font = fontOf(text.size);
      on.textBaseline = 'top';
      on.fillStyle = isNote ? INK : cssColour(text.colour);
      const gap = (lineHeight(text.size) - text.size) / 2;
      for (const [i, line] of lines.entries()) on.fillText(line, padding, padding + gap + i * lineHeight(text.size));
      on.restore();
    },
    fontCame: () => {
      laid = new WeakMap();
    },
  };
}
export type Lettering = ReturnType<typeof createLettering>;
