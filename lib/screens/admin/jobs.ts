import { sql } from 'drizzle-orm';
import { jobHeartbeats } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { allSweeps, isSweep } from '@/lib/jobs/rules/sweeps';

export type SweepHealth = {
  job: string;
  lastSuccessAt: Date | null;
  backlog: number;
  oldestDueAt: Date | null;
  isLate: boolean;
};

export type JobsHealth = {
  isHealthy: boolean;
  sweeps: SweepHealth[];
  /** Undelivered events, and the age of the oldest in seconds. */
  undelivered: { count: number; oldestSeconds: number };
  /** Calls of the embedded executor that are due and not running. */
  waitingCalls: number;
  /** Runs that failed permanently in the last 24 hours. */
  failedRuns: number;
  /** Services whose decision failed; sweeps skip them until staff retry them. */
  parked: number;
};

/** An event that waited this long means that neither the executor nor the relay is working. */
const UNDELIVERED_SECONDS_MAX = 120;

/**
 * Returns the health of the background jobs. Contains no customer data, because `/api/health` is public.
 * @throws DomainError `forbidden`
 */
export async function getJobsHealth(ctx: Ctx): Promise<JobsHealth> {
  requireStaffOrSystem(ctx, 'jobs.read');
  const rows = await readDb(ctx).select().from(jobHeartbeats).orderBy(jobHeartbeats.job);
  const sweeps = rows.map((row) => toSweepHealth(row, ctx.now));
  const counts = await countWork(ctx);
  const isHealthy =
    sweeps.every((sweep) => !sweep.isLate) &&
    counts.undelivered.oldestSeconds <= UNDELIVERED_SECONDS_MAX;
  return { isHealthy, sweeps, ...counts };
}

function toSweepHealth(row: typeof jobHeartbeats.$inferSelect, now: Date): SweepHealth {
  const { job, lastSuccessAt, backlog, oldestDueAt } = row;
  const silentMs = now.getTime() - (lastSuccessAt ?? row.expectedSince).getTime();
  const isLate = isSweep(job) && silentMs > allSweeps[job] * 1000;
  return { job, lastSuccessAt, backlog, oldestDueAt, isLate };
}

async function countWork(ctx: Ctx) {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const [row] = await readDb(ctx).execute<{
    undelivered: number;
    oldest_seconds: number;
    waiting_calls: number;
    failed_runs: number;
    parked: number;
  }>(sql`
    select waiting.undelivered, waiting.oldest_seconds,
      (select count(*)::int from job_queue
        where due_at <= ${now} and (lease_token is null or leased_until <= ${now})) as waiting_calls,
      (select count(*)::int from job_runs
        where status = 'failed' and finished_at > ${now} - interval '1 day') as failed_runs,
      (select count(*)::int from parked_services) as parked
    from (
      select count(*)::int as undelivered,
        coalesce(extract(epoch from ${now} - min(coalesce(not_before, created_at))), 0)::float8 as oldest_seconds
      from events
      where delivered_at is null and coalesce(not_before, created_at) <= ${now}
    ) waiting`);
  return {
    undelivered: {
      count: row?.undelivered ?? 0,
      oldestSeconds: Math.round(row?.oldest_seconds ?? 0),
    },
    waitingCalls: row?.waiting_calls ?? 0,
    failedRuns: row?.failed_runs ?? 0,
    parked: row?.parked ?? 0,
  };
}
