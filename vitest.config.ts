import { defineConfig } from 'vitest/config';

/** The suffix of a test names the world it needs: none, PostgreSQL, the media worker, a browser. */
const world = (name: string, include: string, more: object = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/**/*.${include}`], ...more },
});

const DATABASE = { globalSetup: ['tests/support/global-setup.ts'] };

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['tests/support/quiet-console.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    restoreMocks: true,
    // A busy machine is slow and not wrong: what never comes still fails.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      world('pure', 'test.ts', { exclude: ['tests/**/*.{pg,sfu,browser}.test.ts'] }),
      world('pg', 'pg.test.ts', DATABASE),
      world('sfu', 'sfu.test.ts'),
      world('browser', 'browser.test.ts', { ...DATABASE, fileParallelism: false, testTimeout: 300_000 }),
    ],
  },
});
