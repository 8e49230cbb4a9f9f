/** What a template is: lines and a few words, drawn by us, in board pixels around the middle of the board. */

export type Word = {
  readonly text: string;
  /** The middle of the word. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Degrees, clockwise. */
  readonly turn?: number;
};

export type Template = {
  /** As it stands in the doc (crdt/docs/template.ts). Never used for another one. */
  readonly number: number;
  readonly name: string;
  /** Of the whole, the middle of which is the board's. */
  readonly width: number;
  readonly height: number;
  /** SVG paths, stroked. */
  readonly paths: readonly string[];
  readonly words?: readonly Word[];
};

/** Grey enough to be seen (3 : 1 on the paper), and calm beneath ink of any colour. */
export const LINE = '#8d959b';
/** Letters are thinner: 4.5 : 1. */
export const LETTERS = '#6a7278';
export const THICKNESS = 2;
/** How far below its middle the letters of a word stand, in heights of its letters: a place that every browser and every SVG reader agree on. */
export const SINK = 0.35;
