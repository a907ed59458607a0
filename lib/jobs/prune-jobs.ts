import { type SQL, sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** Days that delivered events and runs stay readable; failures stay longer, for people. */
const keepDays = { events: 14, finishedRuns: 3, failedRuns: 30 } as const;
const ROWS_PER_DELETE = 5_000;

/**
 * Deletes what nobody needs any more: delivered events, finished runs with their steps, limits that
 * ran out. In short transactions of their own, so that nothing waits for it.
 * @returns how many rows went
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

/** Whoever deletes events by hand leaves the place of their transaction behind. */
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
