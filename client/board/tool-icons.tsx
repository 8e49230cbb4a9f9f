/** Line icons of the board's tools. Decorative: the button around them carries the words. */
const PATHS = {
  pen: 'M4 20l1.200-4.800L16.500 3.900a1.800 1.800 0 0 1 2.500 0l1.100 1.100a1.800 1.800 0 0 1 0 2.500L8.800 18.800z M14.500 6l3.500 3.500',
  rubber:
    'M9.500 20H20 M4.200 14.800l9.600-9.600a1.700 1.700 0 0 1 2.400 0l3.600 3.600a1.700 1.700 0 0 1 0 2.400L11 20H8.400l-4.200-4.200a.7.7 0 0 1 0-1z M9 10l6 6',
  eraser: 'M4 8c3-4 5 4 8 0 M16 13l5 5 M21 13l-5 5 M3 16c2-2 4 2 6 0s3-2 4-1',
  hand: 'M12 3v18 M3 12h18 M12 3l-2.500 2.500 M12 3l2.500 2.500 M12 21l-2.500-2.500 M12 21l2.500-2.500 M3 12l2.500-2.500 M3 12l2.500 2.500 M21 12l-2.500-2.500 M21 12l-2.500 2.500',
  undo: 'M8 5L4 9l4 4 M4 9h10a5.500 5.500 0 0 1 0 11h-3',
  redo: 'M16 5l4 4-4 4 M20 9H10a5.500 5.500 0 0 0 0 11h3',
  plus: 'M12 5v14 M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5 M20 9V4h-5 M4 15v5h5 M20 15v5h-5',
} as const;

export type ToolIconName = keyof typeof PATHS;

export function ToolIcon({ name }: { name: ToolIconName }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
