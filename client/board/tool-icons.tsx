/** Line icons of the board's tools. Decorative: the button around them carries the words. */
const PATHS = {
  pen: 'M4 20l1.200-4.800L16.500 3.900a1.800 1.800 0 0 1 2.500 0l1.100 1.100a1.800 1.800 0 0 1 0 2.500L8.800 18.800z M14.500 6l3.500 3.500',
  rubber:
    'M9.500 20H20 M4.200 14.800l9.600-9.600a1.700 1.700 0 0 1 2.400 0l3.600 3.600a1.700 1.700 0 0 1 0 2.400L11 20H8.400l-4.200-4.200a.7.7 0 0 1 0-1z M9 10l6 6',
  eraser: 'M4 8c3-4 5 4 8 0 M16 13l5 5 M21 13l-5 5 M3 16c2-2 4 2 6 0s3-2 4-1',
  ink: 'M5 20c1-6 4-11 10-16l4 4C14 14 9 17 5 20z M5 20l5-6 M11.500 12.500a1 1 0 1 0 2-1',
  pencil: 'M4 20l1-4L15.500 5.500l3 3L8 19z M13.500 7.500l3 3 M4 20l4-1',
  marker: 'M9 4h6l1 9H8z M9 13l1 4h4l1-4 M10 17l1 4 3-4',
  highlighter: 'M9 3h6v8l2 3v2H7v-2l2-3z M8 16l1 5 6-2v-3 M4 21h16',
  brush: 'M14 4l6 6-7 6-3-3z M10 13c-3 0-3 3-4 5-.5 1-1.500 1.500-2.500 1.500 2 1.500 6 1.500 7.500-1 1-1.500 1-3.500-1-5.500z',
  chalk: 'M4 17L15 6l4 4L8 21z M15 6c1-1 3-1 4 0s1 3 0 4 M3 21h3',
  wash: 'M12 3c3 4 6 7 6 11a6 6 0 0 1-12 0c0-4 3-7 6-11z M9 14a3 3 0 0 0 3 3',
  spray: 'M9 10h7v11H9z M10 10V7h5v3 M12.500 7V4 M6 4h.01 M4 7h.01 M6 8h.01 M8 5.500h.01 M3 4h.01',
  line: 'M4 20L20 4',
  arrow: 'M4 20L20 4 M12 4h8v8',
  rectangle: 'M4 6h16v12H4z',
  ellipse: 'M12 5a8 7 0 1 0 0 14a8 7 0 1 0 0-14',
  triangle: 'M12 4l9 16H3z',
  select: 'M6 3l12 10-6 .8-3 5.200z',
  lasso:
    'M7 15.500c-3-1-4-3-4-5C3 7 7 4 12 4s9 3 9 6.500-4 6.500-9 6.500c-1.500 0-3-.3-4-.7 M7 14a2 2 0 1 0 .01 0z M7.500 18c0 1.500-.5 2.500-2 3',
  larger: 'M4 20h6v-6H4z M13 11l7-7 M14 4h6v6',
  smaller: 'M4 20h10V10H4z M21 3l-6 6 M15 4v5h5',
  'turn-left': 'M5 4v5h5 M5.500 9A8 8 0 1 1 4 14',
  'turn-right': 'M19 4v5h-5 M18.500 9A8 8 0 1 0 20 14',
  copy: 'M9 9h11v11H9z M5 15H4V4h11v1',
  text: 'M5 7V4h14v3 M12 4v16 M9 20h6',
  note: 'M5 4h14v10l-6 6H5z M13 20v-6h6 M8 8h8 M8 11h5',
  dropper: 'M13 7l4 4-9 9H4v-4z M14.500 8.500l4-4a2 2 0 0 1 2.500 2.500l-4 4 M12 6l6 6',
  more: 'M5 11.500a.5.5 0 1 0 .01 0z M12 11.500a.5.5 0 1 0 .01 0z M19 11.500a.5.5 0 1 0 .01 0z',
  clear: 'M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13 M10 11v6 M14 11v6',
  picture: 'M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15 9h.01',
  template: 'M4 4h16v16H4z M12 8a4 4 0 1 0 .01 0z',
  pdf: 'M6 3h8l4 4v14H6z M14 3v4h4 M9 12h6 M9 16h6',
  svg: 'M4 19C4 9 20 15 20 5 M2.500 17.500h3v3h-3z M18.500 3.500h3v3h-3z',
  laser: 'M4 20L13 11 M15.500 8.500a.01.01 0 1 0 .01 0z M15.500 2v3 M22 8.500h-3 M20 4l-2 2 M20 13l-2-2 M11 4l2 2',
  grid: 'M4 4h16v16H4z M4 9.300h16 M4 14.700h16 M9.300 4v16 M14.700 4v16',
  lines: 'M4 6h16 M4 11h16 M4 16h16 M4 21h16',
  print: 'M7 9V4h10v5 M7 17H4V9h16v8h-3 M7 14h10v6H7z',
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
