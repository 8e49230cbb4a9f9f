/** Times as people say them, in the browser's own language and time zone. Arguments are ms since the Unix epoch, or ms. */
export const dayAndTime = (at: number): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

export const timeOfDay = (at: number): string => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(at);

/** "1 h 5 min", "3 min", "under a minute". */
export function lengthWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'under a minute';
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** As a wait that is still to come, never said shorter than it is: "a minute", "23 minutes". */
export function waitWords(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

/** "812 B", "4.2 kB", "17 MB". */
export function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${size >= 10 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** YYYY-MM-DD of this moment (ms), where this browser is. */
export function dayAt(ms: number): string {
  const at = new Date(ms);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The last day before this moment (ms), where this browser is: what lasts until midnight lasts for the day before. */
export const lastDayWords = (end: number): string => dayWords(dayAt(end - 1));

/** "12 Mar 2026", in the browser's own language; what is no day as it was typed. */
export function dayWords(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}
