import { and, asc, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { jobCrons, jobQueue, jobRuns, jobSteps } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { errorTextOf } from '@/lib/jobs/rules/error-text';
import { found } from '@/lib/kit/errors';
import { type RunStatus, runStatuses } from '@/lib/kit/words';
import { PAGE_ROWS_MAX, type Page } from '@/lib/lists/rules';

/** The alphabet of run ids. PostgreSQL rejects some other characters, such as NUL, as text. */
const RUN_ID_FORM = /^[\w:-]{1,100}$/;

export const RunListQuery = z.object({
  // From the URL: an impossible value counts as not chosen.
  functionIds: z.array(z.string().regex(RUN_ID_FORM)).max(100).catch([]).default([]),
  statuses: z.array(z.enum(runStatuses)).catch([]).default([]),
  after: z.string().regex(RUN_ID_FORM).optional().catch(undefined),
  before: z.string().regex(RUN_ID_FORM).optional().catch(undefined),
});
export type RunListQuery = z.input<typeof RunListQuery>;

export type RunView = {
  runId: string;
  functionId: string;
  status: RunStatus;
  /** What started it: `event:<id>`, `cron:<expression>:<slot>`, `retry:<run>`. */
  causeKey: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Number of the current attempt, from 1; null when no call is pending. */
  attempt: number | null;
  /** Due time of the pending call; in the future while it waits for a retry. */
  dueAt: Date | null;
  /** First line of the error; null unless failed or cancelled. */
  error: string | null;
};

/** Tables are named explicitly because drizzle omits the table name when a select has only one table. */
const runColumns = {
  runId: jobRuns.id,
  functionId: jobRuns.functionId,
  status: jobRuns.status,
  causeKey: jobRuns.causeKey,
  createdAt: jobRuns.createdAt,
  startedAt: jobRuns.startedAt,
  finishedAt: jobRuns.finishedAt,
  output: jobRuns.output,
  attempt: sql<number | null>`(
    select max(q.attempt) + 1 from job_queue q where q.run_id = "job_runs"."id")`,
  dueAt: sql`(
    select min(q.due_at) from job_queue q where q.run_id = "job_runs"."id")`.mapWith(
    jobQueue.dueAt,
  ),
};

/** Lists runs of the embedded executor, newest first, at most 50 a page. Ids grow with time, so they are the cursor. */
export async function listRuns(ctx: Ctx, input: RunListQuery): Promise<Page<RunView>> {
  requireStaff(ctx, 'jobs.read');
  const { functionIds, statuses, after, before } = RunListQuery.parse(input);
  const isBack = before !== undefined;
  const rows = await readDb(ctx)
    .select(runColumns)
    .from(jobRuns)
    .where(
      and(
        functionIds.length === 0 ? undefined : inArray(jobRuns.functionId, functionIds),
        statuses.length === 0 ? undefined : inArray(jobRuns.status, statuses),
        before === undefined ? undefined : gt(jobRuns.id, before),
        isBack || after === undefined ? undefined : lt(jobRuns.id, after),
      ),
    )
    .orderBy(isBack ? asc(jobRuns.id) : desc(jobRuns.id))
    .limit(PAGE_ROWS_MAX + 1);
  const hasMore = rows.length > PAGE_ROWS_MAX;
  const kept = rows.slice(0, PAGE_ROWS_MAX);
  const shown = (isBack ? kept.reverse() : kept).map(toView);
  const hasPrevious = isBack ? hasMore : after !== undefined;
  return {
    rows: shown,
    next: isBack || hasMore ? shown.at(-1)?.runId : undefined,
    previous: hasPrevious ? shown[0]?.runId : undefined,
  };
}

function toView({ output, ...row }: Omit<RunView, 'error'> & { output: unknown }): RunView {
  const isBad = row.status === 'failed' || row.status === 'cancelled';
  return { ...row, error: isBad ? errorTextOf(output) : null };
}

export type RunDetail = RunView & {
  /** The triggering events: names, ids and data without secrets. */
  events: unknown[];
  output: unknown;
  steps: { name: string; hasFailed: boolean; error: string | null }[];
  /** The run that retries this one, when staff requested a retry. */
  retriedBy: string | null;
};

/** @throws DomainError `forbidden` | `not-found` */
export async function getRun(ctx: Ctx, runId: string): Promise<RunDetail> {
  requireStaff(ctx, 'jobs.read');
  if (!RUN_ID_FORM.test(runId)) return found<RunDetail>(null);
  const db = readDb(ctx);
  const [row] = await db
    .select({ ...runColumns, events: jobRuns.events })
    .from(jobRuns)
    .where(eq(jobRuns.id, runId));
  const { events, ...run } = found(row);
  const [steps, [again]] = await Promise.all([
    db
      .select({ name: jobSteps.name, result: jobSteps.result })
      .from(jobSteps)
      .where(eq(jobSteps.runId, runId))
      .orderBy(asc(jobSteps.position))
      .limit(200),
    db
      .select({ runId: jobRuns.id })
      .from(jobRuns)
      .where(and(eq(jobRuns.functionId, run.functionId), eq(jobRuns.causeKey, `retry:${runId}`))),
  ]);
  return {
    ...toView(run),
    events,
    output: run.output,
    steps: steps.map(({ name, result }) => {
      const hasFailed = typeof result === 'object' && result !== null && 'error' in result;
      return { name, hasFailed, error: hasFailed ? errorTextOf(result.error) : null };
    }),
    retriedBy: again?.runId ?? null,
  };
}

export type ScheduledJob = { functionId: string; cron: string; nextAt: Date };

/** Lists scheduled jobs, soonest first; empty when Inngest runs the schedule. */
export async function listSchedule(ctx: Ctx): Promise<ScheduledJob[]> {
  requireStaff(ctx, 'jobs.read');
  return readDb(ctx)
    .select({ functionId: jobCrons.functionId, cron: jobCrons.cron, nextAt: jobCrons.nextAt })
    .from(jobCrons)
    .orderBy(asc(jobCrons.nextAt), asc(jobCrons.functionId))
    .limit(200);
}
