import { sql } from 'drizzle-orm';
import { countConflicts } from '@/db/retry-conflicts';
import { readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { RunStatus } from '@/lib/kit/words';
import { listDirtyRouterIds } from '@/lib/routers/lookups/desired';

/** The pending calls of one function of the embedded executor and the results of its latest runs. */
export type JobLoad = {
  functionId: string;
  /** Calls that are due and not running, and the due time of the oldest. */
  waiting: number;
  oldestDueAt: Date | null;
  underWay: number;
  /** Calls that are due later, mostly retries. */
  later: number;
  /** The latest run that finished within the window. */
  lastRun: { runId: string; status: RunStatus; finishedAt: Date } | null;
  /** Runs that finished within the window, by result. */
  completed: number;
  failed: number;
  cancelled: number;
};

type Row = {
  function_id: string;
  waiting: number | null;
  oldest_due_ms: number | null;
  under_way: number | null;
  later: number | null;
  last_id: string | null;
  last_status: RunStatus | null;
  last_ms: number | null;
  completed: number | null;
  failed: number | null;
  cancelled: number | null;
};

/**
 * Lists every function with a pending call or with a run that finished in the last `windowSeconds`. Empty
 * when Inngest runs the functions, because only Inngest knows its runs.
 * @throws DomainError `forbidden`
 */
export async function listJobLoads(
  ctx: Ctx,
  { windowSeconds }: { windowSeconds: number },
): Promise<JobLoad[]> {
  requireStaffOrSystem(ctx, 'jobs.read');
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const rows = await readDb(ctx).execute<Row>(sql`
    with calls as (
      select function_id,
        count(*) filter (where due_at <= ${now} and not is_leased)::int as waiting,
        (extract(epoch from min(due_at) filter (where due_at <= ${now} and not is_leased)) * 1000)::float8
          as oldest_due_ms,
        count(*) filter (where is_leased)::int as under_way,
        count(*) filter (where due_at > ${now} and not is_leased)::int as later
      from (select function_id, due_at,
        lease_token is not null and leased_until > ${now} as is_leased from job_queue) owed
      group by function_id
    ),
    ended as (
      select function_id, max(id) as last_id,
        count(*) filter (where status = 'completed')::int as completed,
        count(*) filter (where status = 'failed')::int as failed,
        count(*) filter (where status = 'cancelled')::int as cancelled
      from job_runs
      where finished_at > ${now} - make_interval(secs => ${windowSeconds})
      group by function_id
    )
    select coalesce(calls.function_id, ended.function_id) as function_id, calls.waiting, calls.oldest_due_ms, calls.under_way, calls.later,
      ended.last_id, last.status as last_status,
      (extract(epoch from last.finished_at) * 1000)::float8 as last_ms,
      ended.completed, ended.failed, ended.cancelled
    from calls full join ended on ended.function_id = calls.function_id
    left join job_runs last on last.id = ended.last_id
    order by 1`);
  return rows.map(toLoad);
}

function toLoad(row: Row): JobLoad {
  return {
    functionId: row.function_id,
    waiting: row.waiting ?? 0,
    oldestDueAt: row.oldest_due_ms === null ? null : new Date(row.oldest_due_ms),
    underWay: row.under_way ?? 0,
    later: row.later ?? 0,
    lastRun:
      row.last_id === null || row.last_status === null || row.last_ms === null
        ? null
        : { runId: row.last_id, status: row.last_status, finishedAt: new Date(row.last_ms) },
    completed: row.completed ?? 0,
    failed: row.failed ?? 0,
    cancelled: row.cancelled ?? 0,
  };
}

export type DatabaseLoad = {
  /** Of all clients. */
  connections: number;
  connectionsMax: number;
  bytes: number;
  routersWaiting: number;
  /** By this process, since it started. */
  transactionsRetried: number;
};

/** Returns the load of the database, for monitors. */
export async function getDatabaseLoad(ctx: Ctx): Promise<DatabaseLoad> {
  requireStaffOrSystem(ctx, 'jobs.read');
  const [row] = await readDb(ctx).execute<{
    connections: number;
    connections_max: number;
    bytes: number;
    routers_waiting: number;
  }>(sql`
    select
      (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
      current_setting('max_connections')::int as connections_max,
      pg_database_size(current_database())::float8 as bytes,
      (select count(*)::int from routers
        where status <> 'off' and retry_at > ${ctx.now.toISOString()}::timestamptz) as routers_waiting`);
  return {
    connections: row?.connections ?? 0,
    connectionsMax: row?.connections_max ?? 0,
    bytes: row?.bytes ?? 0,
    routersWaiting: row?.routers_waiting ?? 0,
    transactionsRetried: countConflicts(),
  };
}

/** Counts the routers with changes to apply now. @throws DomainError `forbidden` */
export async function countDirtyRouters(ctx: Ctx): Promise<number> {
  return (await listDirtyRouterIds(ctx)).length;
}
