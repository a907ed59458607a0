import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;

// Read when Date is first used: every run sees the same zone, whatever the machine's.
process.env['TZ'] = 'UTC';

export default defineConfig({
  resolve: {
    alias: [
      { find: 'server-only', replacement: path.join(root, 'tests/support/empty.ts') },
      { find: /^@\//, replacement: `${root}/` },
    ],
  },
  test: {
    pool: 'forks',
    maxWorkers: 3,
    // A process of many files holds much: with Node's own 16 MB for young objects it clears up all the time.
    execArgv: ['--max-semi-space-size=64'],
    // One process runs many files: loading the modules anew for each took more time than the tests.
    isolate: false,
    sequence: { setupFiles: 'list' },
    // Nothing that a test replaced is still replaced in the next, of this file or another.
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    // Ends what hangs and measures nothing: on a busy machine a test takes ten times as long and is right.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    env: { TZ: 'UTC', NODE_ENV: 'test', LOG_LEVEL: 'silent' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Rules take milliseconds, on a busy machine seconds; tests of the largest inputs say so themselves.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          setupFiles: ['tests/support/fresh-support.ts'],
          include: ['**/*.test.{ts,tsx}'],
          exclude: ['node_modules/**', '.next/**', '.data/**', 'tests/{integration,faults,e2e}/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/{integration,faults}/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          setupFiles: ['tests/support/fresh-support.ts', 'tests/support/integration-setup.ts'],
        },
      },
    ],
  },
});
