/** How writing lies on the board: its font, its lines, how large it is, and the sheet under a note. */
import type { BoardText } from '#crdt/docs/text.ts';
import { grown, type Bounds, type Point } from './camera.ts';
import { cssColour } from './materials.ts';

/** Made to be told apart letter by letter by weak eyes (Braille Institute); served by us. */
export const FONT_FAMILY = '"Atkinson Hyperlegible", system-ui, sans-serif';
const LINE_HEIGHT = 1.25;
const INK = '#1c1c1e';
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

  return {
    lay,
    boundsOf(text: BoardText): Bounds {
      const { width, height } = lay(text);
      return grown({ left: text.x, top: text.y, right: text.x + width, bottom: text.y + height }, text.tool === 'note' ? 4 : 2);
    },
    /** The context stands in board coordinates. */
    paint(on: CanvasRenderingContext2D, text: BoardText): void {
      const { lines, width, height } = lay(text);
      const isNote = text.tool === 'note';
      const padding = isNote ? notePadding(text.size) : 0;
      if (isNote) {
        on.fillStyle = 'rgb(0 0 0 / 12%)';
        on.fillRect(text.x + 2, text.y + 3, width, height);
        on.fillStyle = sheetColour(text.colour);
        on.fillRect(text.x, text.y, width, height);
      }
      on.font = fontOf(text.size);
      on.textBaseline = 'top';
      on.fillStyle = isNote ? INK : cssColour(text.colour);
      const gap = (lineHeight(text.size) - text.size) / 2;
      for (const [i, line] of lines.entries()) on.fillText(line, text.x + padding, text.y + padding + gap + i * lineHeight(text.size));
    },
    fontCame: () => {
      laid = new WeakMap();
    },
  };
}
export type Lettering = ReturnType<typeof createLettering>;

export const liesIn = ({ left, top, right, bottom }: Bounds, at: Point, reach: number): boolean =>
  at.x >= left - reach && at.x <= right + reach && at.y >= top - reach && at.y <= bottom + reach;
