/**
 * The API's reference for people, at /api/reference: what /api/openapi.json says, printed from the same rows, as one page without a script and
 * nothing from elsewhere, so that it stands under the policy of every other page.
 */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { ERRORS } from '#server/contract/errors.ts';
import { ROUTES } from '#server/contract/http.ts';

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
a { color: inherit; display: inline-block; min-height: 44px; min-width: 44px; line-height: 44px; }
body { background: Canvas; color: CanvasText; max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
summary { min-height: 44px; display: flex; gap: 0.75rem; align-items: center; cursor: pointer; overflow-wrap: anywhere; }
summary b { min-width: 3.2rem; }
details { border-bottom: 1px solid; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 8px; font-size: 0.85rem; }
table { border-collapse: collapse; }
th, td { padding: 0.4rem 0.75rem 0.4rem 0; text-align: left; vertical-align: top; }
.frame { overflow-x: auto; }
`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (given: string): string => given.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? '');

const shape = (label: string, of: z.ZodType, io: 'input' | 'output'): string => {
  const { $schema: _, ...schema } = z.toJSONSchema(of, { unrepresentable: 'any', io });
  const isEmpty = Object.keys((schema as { readonly properties?: object }).properties ?? {}).length === 0 && schema.type === 'object';
  if (isEmpty) return '';
  return `<h3>${label}</h3><pre tabindex="0">${text(JSON.stringify(schema, null, 2))}</pre>`;
};

function routeOf(name: string): string {
  const row = ROUTES[name as keyof typeof ROUTES];
  const [method = '', path = ''] = name.split(' ');
  return `<details><summary><b>${method}</b> <code>${text(path)}</code></summary>
<p>Needs the right <code>${row.right}</code>. At most ${row.perMinute} a minute from one address.</p>
${shape('After the ?', row.query, 'input')}${method === 'GET' ? '' : shape('Body', row.body, 'input')}${shape('Reply', row.reply, 'output')}</details>`;
}

const errorOf = ([code, { status, retry, meaning }]: readonly [string, (typeof ERRORS)[keyof typeof ERRORS]]): string =>
  `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${retry}</td><td>${text(meaning)}</td></tr>`;

const page = (version: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Holdspace: HTTP API</title>
<link rel="stylesheet" href="/api/reference.css"></head>
<body><main><h1>Holdspace ${text(version)}: HTTP API</h1>
<p>Printed from the contract that the server checks every request against. For programs: <a href="/api/openapi.json">OpenAPI 3.1</a>. Content is sealed
in the browsers: what stands here as a sealed value opens for its readers alone.</p>
<p>A refusal is a problem (RFC 9457, <code>application/problem+json</code>) whose <code>code</code> stands below. Reading answers bear an <code>ETag</code>; with
<code>If-None-Match</code> what has not changed is answered 304. Where it is known how long a refusal lasts, <code>Retry-After</code> says so in seconds. Lists come in pages: <code>next</code> is the <code>cursor</code> of the page after.</p>
<h2>Routes</h2>
${Object.keys(ROUTES).toSorted(byPath).map(routeOf).join('\n')}
<h2>Codes</h2>
<div class="frame" tabindex="0" role="region" aria-label="Codes"><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Again</th><th scope="col">Meaning</th></tr></thead>
<tbody>${Object.entries(ERRORS).map(errorOf).join('\n')}</tbody></table></div></main></body></html>
`;

const byPath = (a: string, b: string): number => (a.split(' ')[1] ?? '').localeCompare(b.split(' ')[1] ?? '') || a.localeCompare(b);

export function referencePage(version: string): RequestHandler {
  const html = page(version);
  return (_request, response) => void response.set('Cache-Control', 'no-store').type('html').send(html);
}

export const referenceStyle: RequestHandler = (_request, response) =>
  void response.set('Cache-Control', 'no-store').type('css').send(STYLE);
