import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { jobQueue, jobRuns } from '@/db/schema/jobs';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { callRow, type Run } from './engine/run-store';

export const RetryRun = z.object({ runId: z.string().min(1).max(64) });
export type RetryRun = z.infer<typeof RetryRun>;

/**
 * Runs a failed or cancelled run's function again with the same events, from its first step; functions are
 * idempotent. A run is retried once: a second call returns the run the first one created.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` | `conflict`
 */
export async function retryRun(ctx: Ctx, input: RetryRun): Promise<{ runId: string }> {
  requireStaff(ctx, 'jobs.write');
  const { runId } = RetryRun.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx.select().from(jobRuns).where(eq(jobRuns.id, runId)).for('update');
    const run = found(row);
    if (run.status !== 'failed' && run.status !== 'cancelled') {
      refuse('invalid-state', 'job_run_not_failed');
    }
    const again = { id: newId(ctx.now.getTime()), causeKey: `retry:${run.id}` };
    const isNew = await insertAgain(tctx, run, again);
    if (!isNew) return { runId: await runIdOf(tctx, run.functionId, again.causeKey) };
    await recordAudit(tctx, {
      action: 'job.retry',
      subject: { kind: 'run', id: run.id },
      after: { function: run.functionId, runId: again.id },
    });
    return { runId: again.id };
  });
}

async function insertAgain(
  ctx: TxCtx,
  run: Run,
  again: { id: string; causeKey: string },
): Promise<boolean> {
  const { functionId, events, singletonKey, concurrency, prioritySeconds, finishTimeoutMs } = run;
  const inserted = await ctx.tx
    .insert(jobRuns)
    .values({
      ...again,
      ...{ functionId, events, singletonKey, concurrency, prioritySeconds, finishTimeoutMs },
      status: 'queued',
      createdAt: ctx.now,
    })
    .onConflictDoNothing({ target: [jobRuns.functionId, jobRuns.causeKey] })
    .returning({ id: jobRuns.id });
  if (inserted.length === 0) return false;
  if (singletonKey !== null) await refuseSecond(ctx, { functionId, singletonKey });
  await ctx.tx.insert(jobQueue).values(callRow({ ...run, id: again.id }, ctx.now));
  // Wakes the executor, which otherwise only listens for events.
  await ctx.tx.execute(sql`select pg_notify('netpurse_jobs', '')`);
  return true;
}

/** Refuses a second open run of a function that allows only one at a time. */
async function refuseSecond(
  ctx: TxCtx,
  { functionId, singletonKey }: { functionId: string; singletonKey: string },
): Promise<void> {
  const open = await ctx.tx
    .select({ id: jobRuns.id })
    .from(jobRuns)
    .where(
      and(
        eq(jobRuns.functionId, functionId),
        eq(jobRuns.singletonKey, singletonKey),
        isNull(jobRuns.finishedAt),
      ),
    )
    .limit(2);
  if (open.length > 1) refuse('conflict', 'job_run_under_way');
}

async function runIdOf(ctx: TxCtx, functionId: string, causeKey: string): Promise<string> {
  const [row] = await ctx.tx
    .select({ id: jobRuns.id })
    .from(jobRuns)
    .where(and(eq(jobRuns.functionId, functionId), eq(jobRuns.causeKey, causeKey)));
  return found(row).id;
}
