import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { EngineCtx } from './context';

/**
 * The next moment at which time alone makes something due. Calls that are due already but could not
 * be claimed are left out: what frees them (a finished call) wakes the executor itself.
 */
export async function nextWakeAt(ctx: EngineCtx): Promise<Date | null> {
  const { ids } = ctx.functions;
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const [row] = await readDb(ctx).execute<{ at: string | null }>(sql`
    select extract(epoch from min(at)) * 1000 as at from (
      (select due_at as at from job_queue where due_at > ${now} order by due_at limit 1)
      union all (select min(leased_until) from job_queue
        where lease_token is not null and function_id in ${ids})
      union all (select min(until) from job_waits)
      union all (select min(fire_at) from job_pending where function_id in ${ids})
      union all (select min(next_at) from job_crons where function_id in ${ids})
      union all (select min(start_by) from job_runs where status = 'queued')
      union all (select min(finish_by) from job_runs where status = 'running')
      union all (select min(not_before) from events where delivered_at is null and not_before > ${now})
    ) moments`);
  return row?.at ? new Date(Math.ceil(Number(row.at))) : null;
}
