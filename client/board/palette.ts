/** What one can draw with. Names are what a screen reader says. */
import type { Tool } from '#crdt/docs/stroke.ts';
import type { Shape } from './shapes.ts';

export type Colour = { readonly name: string; readonly value: number };
export type Palette = { readonly name: string; readonly colours: readonly Colour[] };

export const PALETTES: readonly Palette[] = [
  {
    name: 'Basic colours',
    colours: [
      { name: 'Black', value: 0x1c1c1e },
      { name: 'Grey', value: 0x8a8f98 },
      { name: 'White', value: 0xffffff },
      { name: 'Red', value: 0xd7263d },
      { name: 'Orange', value: 0xf28c28 },
      { name: 'Yellow', value: 0xf6c915 },
      { name: 'Green', value: 0x2e9e4f },
      { name: 'Light blue', value: 0x5ec2ee },
      { name: 'Blue', value: 0x1f6fd6 },
      { name: 'Purple', value: 0x7d4cc2 },
      { name: 'Pink', value: 0xec6fa9 },
      { name: 'Brown', value: 0x6f4522 },
    ],
  },
  {
    name: 'Skin tones',
    colours: [
      { name: 'Deepest skin tone', value: 0x3b2219 },
      { name: 'Deep skin tone', value: 0x5b3a29 },
      { name: 'Brown skin tone', value: 0x9b6a47 },
      { name: 'Tan skin tone', value: 0xd0a07a },
      { name: 'Light skin tone', value: 0xf1cbaa },
      { name: 'Palest skin tone', value: 0xfbe5d3 },
    ],
  },
  {
    name: 'Earth colours',
    colours: [
      { name: 'Umber', value: 0x4a3728 },
      { name: 'Sienna', value: 0x9c4a1f },
      { name: 'Ochre', value: 0xc98a2b },
      { name: 'Sand', value: 0xd9c29a },
      { name: 'Moss', value: 0x6b7a3a },
      { name: 'Slate', value: 0x56636e },
    ],
  },
  {
    name: 'Pastel colours',
    colours: [
      { name: 'Pastel rose', value: 0xf6c1cc },
      { name: 'Pastel peach', value: 0xfbd5b5 },
      { name: 'Pastel yellow', value: 0xfbf0b2 },
      { name: 'Pastel green', value: 0xc5e8c8 },
      { name: 'Pastel blue', value: 0xbfdcf5 },
      { name: 'Pastel lilac', value: 0xd8c9f0 },
    ],
  },
];
export const COLOURS: readonly Colour[] = PALETTES.flatMap(({ colours }) => colours);

/** Thickness of ink, of what is rubbed out, and height of letters. */
export type Width = { readonly name: string; readonly pen: number; readonly rubber: number; readonly text: number; readonly note: number };
/** Board pixels; of the materials, times how broad each is (materials.ts). */
export const WIDTHS: readonly Width[] = [
  { name: 'Fine', pen: 2.5, rubber: 12, text: 18, note: 14 },
  { name: 'Medium', pen: 5, rubber: 24, text: 26, note: 18 },
  { name: 'Thick', pen: 11, rubber: 44, text: 40, note: 24 },
  { name: 'Very thick', pen: 24, rubber: 80, text: 64, note: 32 },
];

export type Strength = { readonly name: string; readonly opacity: number };
/** How much of what lies below is covered. */
export const STRENGTHS: readonly Strength[] = [
  { name: 'Faint', opacity: 0.25 },
  { name: 'Half', opacity: 0.5 },
  { name: 'Strong', opacity: 0.75 },
  { name: 'Full', opacity: 1 },
];

/** All that leave a mark; what one rubs out with is chosen apart. */
export type Material = Exclude<Tool, 'rubber'>;
export const MATERIAL_WORDS: readonly { readonly material: Material; readonly name: string }[] = [
  { material: 'pen', name: 'Pen' },
  { material: 'ink', name: 'Ink pen' },
  { material: 'pencil', name: 'Pencil' },
  { material: 'marker', name: 'Marker' },
  { material: 'highlighter', name: 'Highlighter' },
  { material: 'brush', name: 'Brush' },
  { material: 'chalk', name: 'Chalk' },
  { material: 'wash', name: 'Watercolour' },
  { material: 'spray', name: 'Spray' },
];
export const SHAPE_WORDS: Readonly<Record<Shape, string>> = {
  line: 'Straight line',
  arrow: 'Arrow',
  rectangle: 'Box',
  ellipse: 'Circle',
  triangle: 'Triangle',
};

/**
 * `pen` draws by hand with the material, `shape` a shape with it; `rubber` rubs out where it moves; `eraser` removes the whole lines that it touches;
 * `select` chooses marks by a frame, `lasso` by a line around them, and both move, scale and turn them; `text` writes where one presses, `note` on a sheet of its own; `hand` moves the board; `laser` points with a light that is kept nowhere; `dropper` takes the colour that one presses, then gives the pen back.
 */
export type BoardTool = 'select' | 'lasso' | 'pen' | 'shape' | 'text' | 'note' | 'rubber' | 'eraser' | 'hand' | 'laser' | 'dropper';
export type Drawing = {
  readonly tool: BoardTool;
  readonly material: Material;
  readonly shape: Shape;
  /** Shapes are filled. */
  readonly filled: boolean;
  readonly colour: number;
  /** Index into WIDTHS. */
  readonly width: number;
  /** Index into STRENGTHS. */
  readonly strength: number;
};
