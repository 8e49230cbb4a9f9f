import { tokenize } from 'linkifyjs';

/** A piece of a message: plain text, or an address that may be followed. */
export type Part = { readonly text: string; readonly href?: string };

/**
 * Splits a message at the web addresses in it. Only http and https become links, and the text of a link is the whole
 * address it leads to, so that a link can never show one place and lead to another.
 */
export function partsOf(message: string): Part[] {
  const parts: Part[] = [];
  for (const token of tokenize(message)) {
    const href = token.isLink && token.t === 'url' ? safeAddress(token.toHref('https')) : undefined;
    const before = parts.at(-1);
    if (href !== undefined) parts.push({ text: href, href });
    else if (before !== undefined && before.href === undefined) parts[parts.length - 1] = { text: before.text + token.v };
    else parts.push({ text: token.v });
  }
  return parts;
}

/** The address as the browser will read it (international host names in ASCII), or undefined if it is not for the web or carries a name and password. */
function safeAddress(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.username === '' && url.password === '' ? url.href : undefined;
}
