import { type SQL, sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** Retention in days of delivered events and runs; failures are kept longer for investigation. */
const keepDays = { events: 14, finishedRuns: 3, failedRuns: 30 } as const;
const ROWS_PER_DELETE = 5_000;

/**
 * Deletes expired job data: delivered events, finished runs with their steps, and expired limits. Uses short
 * transactions, so that nothing has to wait.
 * @returns the number of rows deleted
 * @throws DomainError `forbidden`
 */
export async function pruneJobs(ctx: Ctx): Promise<number> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const daysAgo = (days: number) =>
    sql`${ctx.now.toISOString()}::timestamptz - make_interval(days => ${days})`;
  const { events, finishedRuns, failedRuns } = keepDays;
  return (
    (await prune('events', sql`delivered_at < ${daysAgo(events)}`)) +
    (await prune(
      'job_runs',
      sql`status = 'completed' and finished_at < ${daysAgo(finishedRuns)}`,
    )) +
    (await prune('job_runs', sql`finished_at < ${daysAgo(failedRuns)}`)) +
    (await prune('job_limits', sql`until < ${daysAgo(0)}`)) +
    (await prune('event_commits', sql`not exists (${undelivered})`))
  );
}

/** Deleting events by hand leaves their transactions' rows in `event_commits`. */
const undelivered = sql`select 1 from events e
  where e.transaction_id = event_commits.transaction_id and e.delivered_at is null`;

type Pruned = 'events' | 'event_commits' | 'job_runs' | 'job_limits';

async function prune(table: Pruned, condition: SQL): Promise<number> {
  const name = sql.identifier(table);
  let total = 0;
  for (;;) {
    const { count } = await getDb().execute(sql`
      delete from ${name} where ctid in (
        select ctid from ${name} where ${condition} limit ${ROWS_PER_DELETE})`);
    total += count;
    if (count < ROWS_PER_DELETE) return total;
  }
}
