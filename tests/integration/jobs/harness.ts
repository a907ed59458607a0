import { setTimeout as sleep } from 'node:timers/promises';
import type { Inngest, InngestFunction } from 'inngest';
import { afterEach } from 'vitest';
import { getSql } from '@/db/client';
import { Executor, type ExecutorOptions } from '@/inngest/runtime/executor';
import { acceptEvents } from '@/lib/jobs/accept-events';
import { newId } from '@/lib/kit/ids';
import { asOwner } from '@/tests/support/as-owner';
import { signingKey } from './test-client';

const running = new Set<Executor>();

afterEach(async () => {
  await Promise.all([...running].map((executor) => executor.stop()));
  running.clear();
  await emptyTables();
});

/** Empties the tables of the jobs engine. */
export async function emptyTables(): Promise<void> {
  await patiently(() =>
    asOwner(
      (sql) =>
        sql`truncate events, event_commits, job_runs, job_steps, job_queue, job_waits, job_pending, job_limits, job_crons`,
    ),
  );
}

/** Starts an executor that retries at once and is stopped after the test. */
export async function startExecutor(
  client: Inngest,
  functions: readonly InngestFunction.Any[],
  options: Partial<ExecutorOptions> = {},
): Promise<Executor> {
  const executor = new Executor({
    client,
    functions,
    signingKey,
    backoff: () => 20,
    pollMs: 500,
    graceMs: 2_000,
    ...options,
  });
  running.add(executor);
  await executor.start();
  return executor;
}

const ctx = () => ({ actor: { kind: 'system', job: 'test' }, now: new Date() }) as const;

/** Writes one event to the outbox, as a committed command does. */
export async function send(
  name: string,
  data: Record<string, unknown> = {},
  options: { id?: string; ts?: number } = {},
): Promise<void> {
  await acceptEvents(ctx(), [{ name, data, ...options }], newId());
}

/** Waits until the check returns something truthy; otherwise fails with its last result. */
export async function until<T>(
  check: () => Promise<T> | T,
  patienceMs = 120_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`still ${String(answer)} after ${patienceMs} ms`);
    await sleep(20);
  }
}

/** Retries while the pool still hands out connections that a test has cut. */
export async function patiently<T>(query: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await query();
    } catch (error) {
      if (tries === 30) throw error;
      await sleep(50);
    }
  }
}

/** Returns the run's row once it is finished. */
export async function finishedRun(functionId: string, patienceMs?: number) {
  return until(async () => {
    const [run] = await getSql()<{ id: string; status: string; output: unknown }[]>`
      select id, status, output from job_runs
      where function_id = ${`test-${functionId}`} and finished_at is not null`;
    return run;
  }, patienceMs);
}

/** Resolves once no run is open and no event is undelivered. */
export async function quiet(): Promise<void> {
  await until(async () => {
    const [row] = await getSql()<{ open: number }[]>`
      select (select count(*) from job_runs where finished_at is null)
        + (select count(*) from events where delivered_at is null)
        + (select count(*) from job_pending) as open`;
    return Number(row?.open) === 0;
  });
}

export async function runStatuses(functionId: string): Promise<string[]> {
  const rows = await getSql()<{ status: string }[]>`
    select status from job_runs where function_id = ${`test-${functionId}`} order by created_at`;
  return rows.map((row) => row.status);
}
