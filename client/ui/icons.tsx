/** Line icons, drawn here so that no icon font or other origin is asked. Decorative: the control around them carries the words. */
const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  check: 'M5 13l4 4L19 7',
  chat: 'M4 5h16v11H9l-5 4z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.2 2.700 3.500 5.500',
  video: 'M3 7h12v10H3zM15 11l6-3v8l-6-3z',
  board: 'M4 4h16v12H4zM9 20l3-4 3 4M7 12c2-5 4 3 6-1s3-3 4-2',
  shield: 'M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM8.500 12l2.500 2.500 4.500-5',
  leave: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  end: 'M7 7h10v10H7z',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 14c1 2 2.500 3 4 3s3-1 4-3M9 9.500v.5M15 9.500v.5',
  send: 'M4 12l16-8-6 16-3-6z',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4.200 4.200 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4.200 4.200 0 0 0 6 6l1-1',
  plus: 'M12 5v14M5 12h14',
  eye: 'M2 12c3-5 6.500-7 10-7s7 2 10 7c-3 5-6.500 7-10 7s-7-2-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  note: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  back: 'M15 5l-7 7 7 7',
  play: 'M7 5l12 7-12 7z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: two hands' strokes that hold a round space between them. */
export function Mark() {
  return (
    <span class="mark">
      <svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" aria-hidden="true">
        <path d="M13 4.500A12 12 0 0 0 13 27.500" />
        <path d="M19 4.500A12 12 0 0 1 19 27.500" />
        <circle cx="16" cy="16" r="3.500" fill="currentColor" stroke="none" />
      </svg>
      Holdspace
    </span>
  );
}
