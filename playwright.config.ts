import path from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { findChromium } from './tests/support/chromium';

const data = path.resolve(process.env['NETPURSE_DATA_DIR'] ?? '.data');
const { executablePath, args, env } = await findChromium(path.join(data, 'browser'));

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: path.join(data, 'test-results'),
  // One demo serves all journeys, and the machine has two cores: a second worker only adds waiting.
  workers: 1,
  // They end what hangs and measure nothing: on a busy machine a page takes ten times as long and is right.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  reporter: [['list'], ['json', { outputFile: path.join(data, 'e2e-results.json') }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env['NETPURSE_URL'] ?? 'http://localhost:3000',
    // Software draws every frame of an animation; axe and the eye of a test see only its end.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath,
      args,
      env: { ...process.env, ...env } as Record<string, string>,
    },
    screenshot: 'only-on-failure',
    // A trace of every step costs a third of the run: for the journey that fails, ask for it.
    trace: process.env['NETPURSE_TRACE'] === '1' ? 'retain-on-failure' : 'off',
  },
});
