/** What one can draw with. Names are what a screen reader says. */
export type Colour = { readonly name: string; readonly value: number };

export const COLOURS: readonly Colour[] = [
  { name: 'Black', value: 0x1c1c1e },
  { name: 'Grey', value: 0x8a8f98 },
  { name: 'Red', value: 0xd7263d },
  { name: 'Orange', value: 0xf28c28 },
  { name: 'Yellow', value: 0xf6c915 },
  { name: 'Green', value: 0x2e9e4f },
  { name: 'Blue', value: 0x1f6fd6 },
  { name: 'Light blue', value: 0x5ec2ee },
  { name: 'Purple', value: 0x7d4cc2 },
  { name: 'Pink', value: 0xec6fa9 },
  { name: 'Brown', value: 0x6f4522 },
  { name: 'Deep skin tone', value: 0x5b3a29 },
  { name: 'Brown skin tone', value: 0x9b6a47 },
  { name: 'Tan skin tone', value: 0xd0a07a },
  { name: 'Light skin tone', value: 0xf1cbaa },
];

export type Width = { readonly name: string; readonly pen: number; readonly rubber: number };
/** Board pixels. */
export const WIDTHS: readonly Width[] = [
  { name: 'Fine', pen: 2.5, rubber: 12 },
  { name: 'Medium', pen: 5, rubber: 24 },
  { name: 'Thick', pen: 11, rubber: 44 },
  { name: 'Very thick', pen: 24, rubber: 80 },
];

/** `rubber` rubs out where it moves; `eraser` removes the whole lines that it touches; `hand` moves the board. */
export type BoardTool = 'pen' | 'rubber' | 'eraser' | 'hand';
export type Drawing = { readonly tool: BoardTool; readonly colour: number; /** Index into WIDTHS. */ readonly width: number };
