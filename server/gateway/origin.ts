/**
 * Whether a handshake comes from our own pages. Browsers always name the origin of a WebSocket; what names none is no browser,
 * and no other site can make a browser leave it out.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, others: readonly string[]): boolean {
  if (origin === undefined) return true;
  if (others.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
