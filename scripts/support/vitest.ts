import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '@/host/home';
import { toolEntry } from '@/host/tools';
import { type Tally, tallyOf } from './failures';
import type { VitestReport } from './vitest-reporter';

const reporter = path.join(import.meta.dirname, 'vitest-reporter.ts');

/** Runs the unit and integration tests; a file that does not load counts as one failure. */
export async function runVitest(): Promise<Tally> {
  const report = path.join(root, '.data', 'test', 'vitest.json');
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', `--reporter=${reporter}`];
  const child = spawn(process.execPath, [toolEntry('vitest'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NETPURSE_VITEST_REPORT: report },
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  const name = 'Unit and integration tests';
  if (!existsSync(report)) return tallyOf(0, [], { code: code || 1, name });
  const { passed, failures } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  return tallyOf(passed, failures, { code, name });
}
