import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes into index.html what each script and style must hash to (W3C Subresource Integrity), so that a browser refuses
 * a file that was changed after the build.
 */
function integrity(): Plugin {
  return {
    name: 'holdspace-integrity',
    enforce: 'post',
    // Last of all: the import analysis still writes into the chunks after index.html was made.
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') return;
        page.source = String(page.source).replaceAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\/([^"]+)"[^>]*/g, (tag, name: string) => {
          const file = bundle[name];
          if (file === undefined || tag.includes(' integrity=')) return tag;
          if (file.type === 'asset' && !name.endsWith('.css')) return tag;
          const content = file.type === 'chunk' ? file.code : file.source;
          return `${tag} integrity="sha384-${createHash('sha384').update(content).digest('base64')}"`;
        });
      },
    },
  };
}

// Everything is served from our own origin under a policy that allows no inline script and no data: script, so nothing is inlined.
export default defineConfig({
  root: at('client'),
  publicDir: at('client/public'),
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), integrity()],
  worker: { format: 'es' },
  build: {
    outDir: at('dist/client'),
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What the room fetches later needs scripts that are there by then: naming them again would only make the room larger.
      resolveDependencies: (_, deps, { hostId }) => (hostId.includes('room-place') ? deps.filter((file) => file.endsWith('.css')) : deps),
    },
    // What nearly every file stands on is one file: each further one would cost its own name in all that use it. So is what the board shares with
    // those of its parts that are fetched later: otherwise it would be parted into as many files as there are of them.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'base', test: /\/(?:crdt\/base\/|server\/contract\/limits)|preload-helper/ },
            {
              name: 'drawing',
              test: /\/(?:crdt\/docs\/(?!chat|form|replay|template)|client\/board\/(?:camera|grain|lettering|materials|stroke-path)\.|perfect-freehand\/)/,
            },
          ],
        },
      },
    },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
});
