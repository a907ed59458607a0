import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sweepRuns } from '@/db/schema/recurrence';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { PAGE_ROWS_MAX, type Page } from '@/lib/lists/rules';

export const sweepFilters = ['withheld', 'missed', 'parked', 'failed'] as const;
type SweepFilter = (typeof sweepFilters)[number];

/** A minute as Unix seconds; the range stays well inside what PostgreSQL and JavaScript can represent. */
const minute = z.coerce.number().int().min(0).max(100_000_000_000).optional().catch(undefined);
const SweepListQuery = z.object({
  // From the URL: an impossible value counts as not chosen.
  with: z.array(z.enum(sweepFilters)).catch([]).default([]),
  after: minute,
  before: minute,
});

export type SweepCounts = {
  /** Number of transactions. */
  chunks: number;
  decided: number;
  allocated: number;
  withheld: number;
  inGrace: number;
  missed: number;
  /** Services parked because their decision failed. */
  parked: number;
  /** Chunks that failed as a whole and will be retried. */
  failed: number;
};

/** The sweep of one minute that had something to decide, or failed. */
export type SweepView = SweepCounts & {
  minute: Date;
  /** Sum over all its chunks; several run at once. */
  durationMs: number;
  /** SQLSTATE or error name of one of the failed chunks. */
  fault: string | null;
};

const counts = sql`
  count(*)::int as chunks, coalesce(sum(decided), 0)::int as decided, coalesce(sum(allocated), 0)::int as allocated,
  coalesce(sum(withheld), 0)::int as withheld, coalesce(sum(in_grace), 0)::int as "inGrace", coalesce(sum(missed), 0)::int as missed, coalesce(sum(parked), 0)::int as parked,
  (count(*) filter (where fault is not null))::int as failed`;

const hasSome = {
  withheld: sql`r.withheld > 0`,
  missed: sql`r.missed > 0`,
  parked: sql`r.parked > 0`,
  failed: sql`r.fault is not null`,
} as const satisfies Record<SweepFilter, SQL>;

/**
 * Lists the recurrence sweeps, newest first, at most 50 a page, optionally only those that match a filter.
 * Finds minute after minute by index, however many chunks each minute had.
 */
export async function listSweeps(
  ctx: Ctx,
  input: { with?: readonly string[]; after?: string | undefined; before?: string | undefined } = {},
): Promise<Page<SweepView>> {
  requireStaff(ctx, 'jobs.read');
  const { with: wanted, after, before } = SweepListQuery.parse(input);
  const isBack = before !== undefined;
  const isWanted =
    wanted.length === 0
      ? sql`true`
      : sql`(${sql.join(
          wanted.map((one) => hasSome[one]),
          sql` or `,
        )})`;
  const next = (from: SQL) =>
    isBack
      ? sql`date_trunc('minute', (select min(r.started_at) from ${sweepRuns} r
          where ${isWanted} and r.started_at >= ${from} + interval '1 minute'))`
      : sql`date_trunc('minute', (select max(r.started_at) from ${sweepRuns} r
          where ${isWanted} and r.started_at < ${from}))`;
  const start = before ?? after;
  const rows = await readDb(ctx).execute<
    SweepCounts & { seconds: number; duration: number; fault: string | null }
  >(sql`
    with recursive minutes as (
      select 1 as place, ${next(start === undefined ? sql`'infinity'::timestamptz` : sql`to_timestamp(${start}::float8)`)} as minute
      union all
      select place + 1, ${next(sql`minutes.minute`)} from minutes where place <= ${PAGE_ROWS_MAX} and minute is not null
    )
    select extract(epoch from minute)::float8 as seconds, sum(duration_ms)::int as duration, max(fault) as fault, ${counts}
    from minutes join ${sweepRuns} on started_at >= minute and started_at < minute + interval '1 minute'
    group by minute order by minute ${isBack ? sql`asc` : sql`desc`}`);
  const hasMore = rows.length > PAGE_ROWS_MAX;
  const kept = rows.slice(0, PAGE_ROWS_MAX);
  const shown = (isBack ? kept.reverse() : kept).map(({ seconds, duration, ...row }) => ({
    ...row,
    minute: new Date(seconds * 1_000),
    durationMs: duration,
  }));
  const cursorOf = (view: SweepView | undefined) =>
    view && String(Math.round(view.minute.getTime() / 1_000));
  const hasPrevious = isBack ? hasMore : after !== undefined;
  return {
    rows: shown,
    next: isBack || hasMore ? cursorOf(shown.at(-1)) : undefined,
    previous: hasPrevious ? cursorOf(shown[0]) : undefined,
  };
}

/** Sums up the sweeps of the last 24 hours. */
export async function getSweepDay(ctx: Ctx): Promise<SweepCounts> {
  requireStaff(ctx, 'jobs.read');
  const [row] = await readDb(ctx).execute<SweepCounts>(sql`
    select ${counts} from ${sweepRuns}
    where started_at > ${ctx.now.toISOString()}::timestamptz - interval '24 hours'`);
  if (!row) throw new Error('an aggregate returned nothing');
  return row;
}
