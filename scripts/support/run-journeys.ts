import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startDemo } from '@/demo/start';
import { freePort } from '@/host/app-server';
import { root } from '@/host/home';
import { toolEntry } from '@/host/tools';
import { emptyWorld } from './empty-world';
import { type Tally, tallyOf } from './failures';
import { type PlaywrightReport, readPlaywrightReport } from './playwright-report';

/** Runs the browser journeys against their own demo with empty data. */
export async function runJourneys(args: string[]): Promise<Tally> {
  const data = await emptyWorld('e2e');
  rmSync(path.join(data, 'e2e-results.json'), { force: true });
  const demo = await startDemo({ data, port: await freePort(), mode: 'start' });
  const pid = demo.appPid();
  try {
    const code = await runPlaywright(args, {
      NETPURSE_URL: demo.url,
      NETPURSE_DATA_DIR: data,
      NETPURSE_SIGN_INS: JSON.stringify(demo.signIns),
      NETPURSE_MAIL_URL: `http://127.0.0.1:${demo.standIns.mail.webPort}`,
    });
    const journeys = tally(path.join(data, 'e2e-results.json'), code);
    return demo.appPid() === pid ? journeys : withEndedApplication(journeys, data);
  } finally {
    await demo.stop();
  }
}

async function runPlaywright(args: string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [toolEntry('@playwright/test'), 'test', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** An application that ended by itself is a failure, also when the journeys survived its restart. */
function withEndedApplication({ passed, failed, failures }: Tally, data: string): Tally {
  const log = readFileSync(path.join(data, 'logs', 'app.log'), 'utf8');
  const error = log.trimEnd().split('\n').slice(-20).join('\n');
  const ended = { name: 'The application ended during the journeys', error };
  return { passed, failed: failed + 1, failures: [ended, ...failures] };
}

function tally(file: string, code: number): Tally {
  const name = 'Browser journeys';
  if (!existsSync(file)) return tallyOf(0, [], { code: code || 1, name });
  const report = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport;
  return tallyOf(report.stats.expected, readPlaywrightReport(report), { code, name });
}
