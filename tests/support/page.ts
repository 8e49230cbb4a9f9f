/** A test page: built by Vite into memory, served on a free port under the product's strict policy, opened in a real Chromium. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { chromium, type Browser } from 'playwright-core';
import { build } from 'vite';

export type ServedPage = { readonly url: string; close(): Promise<void> };

/** No inline script or style, no eval (libsodium is WebAssembly), no other origin, no strings turned into markup. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const TYPES: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css' };
const root = join(import.meta.dirname, '../..');

/** Builds `html` (a path from the repository's root) and all that it loads. */
export async function servePage(html: string): Promise<ServedPage> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [preact()],
    build: { write: false, minify: false, target: 'es2024', modulePreload: false, rolldownOptions: { input: join(root, html) } },
  });
  const files = new Map<string, string | Uint8Array>();
  for (const output of Array.isArray(built) ? built : [built]) {
    if (!('output' in output)) continue;
    for (const file of output.output) files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
  }
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] === '/' ? `/${html}` : (request.url?.split('?')[0] ?? '');
    const body = files.get(path);
    response.statusCode = body === undefined ? (path === '/favicon.ico' ? 204 : 404) : 200;
    response.setHeader('content-type', TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', POLICY);
    response.end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** The machine's own Chromium, or the one that CHROMIUM_PATH names. */
export const openChromium = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox', ...args] });
