/** Whose pages may act: asked of every HTTP request that is not safe, and of every handshake. */
import { isIP } from 'node:net';

/** What of a request's headers tells where it comes from. */
export type Headers = {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
};

/** A name or an address as browsers send it: no other spelling of one is taken. */
const PLAIN = /^(localhost|[\d.]+|\[[\da-f:.]+\])(?::\d{1,5})?$/;

/**
 * Whether it was sent to a name of ours: the practice's, this machine's own, or a bare address. Any other name is somebody's who
 * had it resolve to us (DNS rebinding), and whose page would then count as ours.
 */
export function isOwnHost(host: string | undefined, origins: readonly string[]): boolean {
  if (host === undefined) return false;
  if (origins.some((origin) => new URL(origin).host === host)) return true;
  const name = PLAIN.exec(host)?.[1];
  return name !== undefined && (name === 'localhost' || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0);
}

/**
 * Whether it was made by our own pages. Browsers always name the origin of a WebSocket and of a POST; what names none is no browser, and no other
 * site can make a browser leave it out. One that says by Sec-Fetch-Site that it is another's is refused whatever else it says.
 */
export function isOwnOrigin(headers: Headers, others: readonly string[]): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (!isOwnHost(host, others)) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined || others.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
