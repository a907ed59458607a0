import { inngest } from '@/inngest/client/inngest';
import { jobsMode } from '@/inngest/client/mode';
import { functions } from '@/inngest/functions';
import { jobCtx } from '@/inngest/functions/support/run-step';
import { expectSweeps } from '@/lib/jobs/record-heartbeat';
import { isSweep } from '@/lib/jobs/rules/sweeps';
import { env } from '@/lib/kit/env';
import { log } from '@/lib/kit/log';
import { Executor } from './executor';
import { Relay } from './relay';

type Worker = { stop: () => Promise<void> };

/** Next may load this module more than once; the work must start once per process. */
const holder = globalThis as typeof globalThis & { netpurseJobs?: Promise<Worker> };

/** Starts the background work: the embedded executor, or the relay to a real Inngest. */
export function startJobs(): Promise<Worker> {
  holder.netpurseJobs ??= start();
  return holder.netpurseJobs;
}

/** Stops the background work after running calls finish. It may be started again in the same process. */
export async function stopJobs(): Promise<void> {
  const worker = await holder.netpurseJobs;
  delete holder.netpurseJobs;
  await worker?.stop();
}

async function start(): Promise<Worker> {
  const mode = jobsMode();
  const worker = mode.kind === 'embedded' ? await startExecutor(mode.signingKey) : startRelay();
  log.info({ mode: mode.kind, functions: functions.length }, 'jobs: started');
  await promiseSweeps();
  return worker;
}

async function startExecutor(signingKey: string): Promise<Worker> {
  const executor = new Executor({ client: inngest, functions, signingKey });
  await executor.start();
  return executor;
}

function startRelay(): Worker {
  const relay = new Relay({
    client: inngest,
    functions,
    endpoint: new URL('/api/inngest', env().APP_URL).href,
  });
  relay.start();
  return relay;
}

async function promiseSweeps(): Promise<void> {
  const sweeps = functions.map((fn) => fn.id()).filter(isSweep);
  try {
    await expectSweeps(jobCtx('start'), sweeps);
  } catch (error) {
    // The database may not be up yet; each sweep registers itself when it first runs.
    log.warn({ err: error }, 'jobs: sweeps not noted');
  }
}
