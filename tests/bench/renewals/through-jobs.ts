import { setTimeout as sleep } from 'node:timers/promises';
import type { InngestFunction } from 'inngest';
import type postgres from 'postgres';
import { timed } from '../harness';
import { sweepInShares } from './sweeps';

/**
 * Runs the sweep as the product does: its function on the embedded executor, each step an SDK call whose reply is
 * stored. Returns the milliseconds from the tick to the end of the run.
 */
export async function sweepThroughJobs(sql: postgres.Sql): Promise<number> {
  const { sweepRecurrencesFunction } = await import('@/inngest/functions/sweep-recurrences');
  const executor = await createExecutor([sweepRecurrencesFunction]);
  await executor.start();
  try {
    for (let known = 0; known === 0; await sleep(20)) {
      const crons =
        await sql`update job_crons set next_at = now() - interval '1 second' returning cron`;
      known = crons.length;
    }
    await sql`notify netpurse_jobs`;
    for (;;) {
      const [run] = await sql<{ ms: number; status: string }[]>`
        select extract(epoch from finished_at - created_at)::float8 * 1000 as ms, status from job_runs
        where finished_at is not null`;
      if (run && run.status !== 'completed') throw new Error(`the run ended as ${run.status}`);
      if (run) return run.ms;
      await sleep(100);
    }
  } finally {
    await executor.stop();
  }
}

/**
 * Calls the same shares directly while an executor delivers their events, as during a run; the difference is the
 * engine's own cost. Returns the milliseconds.
 */
export async function sweepBesideJobs(): Promise<number> {
  const executor = await createExecutor([]);
  await executor.start();
  try {
    return await timed(sweepInShares);
  } finally {
    await executor.stop();
  }
}

/** Imported only once the environment is set, because the client reads it when created. */
async function createExecutor(functions: readonly InngestFunction.Any[]) {
  const { Executor } = await import('@/inngest/runtime/executor');
  const { inngest } = await import('@/inngest/client/inngest');
  const { jobsMode } = await import('@/inngest/client/mode');
  const mode = jobsMode();
  if (mode.kind !== 'embedded') throw new Error('this bench is about the embedded executor');
  return new Executor({ client: inngest, functions, signingKey: mode.signingKey });
}
