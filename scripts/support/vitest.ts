import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '@/host/home';
import { toolEntry } from '@/host/tools';
import type { Tally } from './checks';

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: Array<{ status: string; assertionResults: unknown[] }>;
};

/** Unit and integration tests; a file that does not even load counts as one failure. */
export async function runVitest(): Promise<Tally> {
  const report = path.join(root, '.data', 'test', 'vitest.json');
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [toolEntry('vitest'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const results = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const unloaded = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = results.numFailedTests + unloaded.length;
  // An error outside any test, such as an unhandled rejection, fails the run all the same.
  return { passed: results.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
