import { performance } from 'node:perf_hooks';
import type { Ctx } from '@/lib/context';
import type { Metric } from '@/lib/jobs/rules/metrics-text';
import { env } from '@/lib/kit/env';
import {
  countDirtyRouters,
  getDatabaseLoad,
  type JobLoad,
  listJobLoads,
} from '@/lib/screens/admin/job-loads';
import { getJobsHealth, type JobsHealth } from '@/lib/screens/admin/jobs';
import { countRepairs } from '@/lib/screens/admin/repairs';

const WINDOW_SECONDS = 3_600;

/** Reads every metric as of `ctx.now`. */
export async function readGauges(ctx: Ctx): Promise<Metric[]> {
  const startedAt = performance.now();
  const database = await getDatabaseLoad(ctx);
  const roundTripSeconds = (performance.now() - startedAt) / 1000;
  const [{ functions }, health, loads, dirty, repairs] = await Promise.all([
    // Loaded on demand, because the client reads the environment, which a build does not have.
    import('@/inngest/functions'),
    getJobsHealth(ctx),
    listJobLoads(ctx, { windowSeconds: WINDOW_SECONDS }),
    countDirtyRouters(ctx),
    countRepairs(ctx),
  ]);
  return [
    ...jobGauges(everyFunction(functions, loads), ctx.now),
    ...sweepGauges(health, ctx.now),
    one('netpurse_outbox_undelivered', 'Events nobody has taken.', health.undelivered.count),
    one(
      'netpurse_outbox_oldest_seconds',
      'For how long the oldest of them has waited.',
      health.undelivered.oldestSeconds,
    ),
    one('netpurse_routers_dirty', 'Routers with something to apply now.', dirty),
    one(
      'netpurse_routers_waiting',
      'Routers that failed and are tried again later.',
      database.routersWaiting,
    ),
    one('netpurse_parked_services', 'Services left out of the sweeps.', health.parked),
    {
      name: 'netpurse_repairs_last_day',
      help: 'Repairs of the recheck in the last 24 hours, by kind; above zero is a defect of the product.',
      samples: Object.entries(repairs).map(([kind, value]) => ({ labels: { kind }, value })),
    },
    one(
      'netpurse_database_connections',
      'Connections of everybody to this database.',
      database.connections,
    ),
    one(
      'netpurse_database_connections_max',
      'Connections the server takes.',
      database.connectionsMax,
    ),
    one('netpurse_database_bytes', 'Size of the database.', database.bytes),
    one('netpurse_pool_connections_max', 'Connections of this process.', env().DATABASE_POOL_MAX),
    one(
      'netpurse_pool_round_trip_seconds',
      'One query of this process, with its wait for a connection.',
      roundTripSeconds,
    ),
    one(
      'netpurse_transactions_retried',
      'Transactions of this process tried again after a deadlock or a serialization failure.',
      database.transactionsRetried,
    ),
    ...processGauges(ctx.now),
  ];
}

/** An idle function is 0 rather than missing, so that an alert can tell both apart. */
function everyFunction(
  functions: readonly { id: () => string }[],
  loads: readonly JobLoad[],
): Map<string, JobLoad | undefined> {
  const idle = functions.map((fn) => [fn.id(), undefined] as const);
  const busy = loads.map((load) => [load.functionId.replace(/^netpurse-/, ''), load] as const);
  return new Map([...idle, ...busy]);
}

function jobGauges(loads: Map<string, JobLoad | undefined>, now: Date): Metric[] {
  const each = (read: (load: JobLoad) => number) =>
    [...loads].map(([name, load]) => ({
      labels: { function: name },
      value: load ? read(load) : 0,
    }));
  const outcomes = ['completed', 'failed', 'cancelled'] as const;
  return [
    {
      name: 'netpurse_jobs_waiting',
      help: 'Calls that are due and not under way.',
      samples: each(({ waiting }) => waiting),
    },
    {
      name: 'netpurse_jobs_under_way',
      help: 'Calls under way.',
      samples: each(({ underWay }) => underWay),
    },
    {
      name: 'netpurse_jobs_oldest_due_seconds',
      help: 'For how long the oldest waiting call has been due.',
      samples: each(({ oldestDueAt }) => (oldestDueAt ? secondsSince(oldestDueAt, now) : 0)),
    },
    {
      name: 'netpurse_job_runs_last_hour',
      help: 'Runs that ended in the last hour, by how.',
      samples: [...loads].flatMap(([name, load]) =>
        outcomes.map((status) => ({
          labels: { function: name, status },
          value: load?.[status] ?? 0,
        })),
      ),
    },
  ];
}

function sweepGauges({ sweeps }: JobsHealth, now: Date): Metric[] {
  const each = (read: (sweep: JobsHealth['sweeps'][number]) => number) =>
    sweeps.map((sweep) => ({ labels: { job: sweep.job }, value: read(sweep) }));
  return [
    {
      name: 'netpurse_heartbeat_age_seconds',
      help: 'Since a sweep last came through; +Inf when it never did.',
      samples: each(({ lastSuccessAt }) =>
        lastSuccessAt ? secondsSince(lastSuccessAt, now) : Number.POSITIVE_INFINITY,
      ),
    },
    {
      name: 'netpurse_sweep_late',
      help: '1 when a sweep has been silent for too long.',
      samples: each(({ isLate }) => Number(isLate)),
    },
    {
      name: 'netpurse_sweep_backlog',
      help: 'What a sweep left due when it last came through.',
      samples: each(({ backlog }) => backlog),
    },
  ];
}

function processGauges(now: Date): Metric[] {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  return [
    one('process_resident_memory_bytes', 'Memory of this process.', rss),
    one('nodejs_heap_size_used_bytes', 'Heap in use.', heapUsed),
    one('nodejs_heap_size_total_bytes', 'Heap reserved.', heapTotal),
    one('nodejs_external_memory_bytes', 'Memory outside of the heap.', external),
    one(
      'process_start_time_seconds',
      'When this process started, in seconds since 1970.',
      Math.round(now.getTime() / 1000 - process.uptime()),
    ),
  ];
}

function one(name: string, help: string, value: number): Metric {
  return { name, help, samples: [{ value }] };
}

function secondsSince(at: Date, now: Date): number {
  return Math.max((now.getTime() - at.getTime()) / 1000, 0);
}
