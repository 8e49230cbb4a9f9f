/** The two sign-in cookies: one of an account, one of a guest, so that a therapist may try their own link in one browser. */

export type CookieKind = 'account' | 'guest';
/** And one that signs nobody in: it tells a browser that an account knows (devices.ts). */
export type CookieName = CookieKind | 'device';

/** With https the name has the __Host- prefix: no sub-domain and no plain-http page can set it. */
export const cookieName = (kind: CookieName, secure: boolean): string => `${secure ? '__Host-' : ''}holdspace_${kind}`;

export function setCookie(kind: CookieName, token: string, maxAgeMs: number, secure: boolean): string {
  return `${cookieName(kind, secure)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(maxAgeMs / 1000)}${secure ? '; Secure' : ''}`;
}

export const clearCookie = (kind: CookieName, secure: boolean): string => setCookie(kind, '', 0, secure);

/** The token in a Cookie header; undefined when there is none of a token's form. */
export function readCookie(header: string | undefined, kind: CookieName, secure: boolean): string | undefined {
  const name = `${cookieName(kind, secure)}=`;
  const value = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(name))
    ?.slice(name.length);
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
}
