import { and, asc, eq, sql } from 'drizzle-orm';
import { jobRuns, jobSteps } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import type { Claim } from './claim-calls';
import type { EngineCtx } from './context';
import { DISCOVERY } from './run-store';

/** A request to the SDK: function, step and request body. */
export type Call = { functionId: string; stepId: string; body: Record<string, unknown> };

/**
 * Marks the run as running and builds the request for a claimed call.
 * @returns null if the run has ended since the claim
 */
export async function loadCall(ctx: EngineCtx, claim: Claim): Promise<Call | null> {
  const db = readDb(ctx);
  const [run] = await db.select().from(jobRuns).where(eq(jobRuns.id, claim.runId));
  const spec = ctx.functions.byId.get(claim.functionId);
  if (!run || run.finishedAt !== null || !spec) return null;
  if (run.status === 'queued') await markRunning(ctx, claim.runId);
  const steps = await db
    .select({ stepId: jobSteps.stepId, result: jobSteps.result })
    .from(jobSteps)
    .where(eq(jobSteps.runId, claim.runId))
    .orderBy(asc(jobSteps.position));
  const stack = steps.map((step) => step.stepId);
  return {
    functionId: claim.functionId,
    stepId: claim.stepId === DISCOVERY ? 'step' : claim.stepId,
    body: {
      version: 2,
      event: run.events[0],
      events: run.events,
      steps: Object.fromEntries(steps.map((step) => [step.stepId, step.result])),
      // Without `fn_id` the SDK returns one step at a time instead of checkpointing to an API.
      ctx: {
        run_id: run.id,
        attempt: claim.attempt,
        max_attempts: spec.maxAttempts,
        disable_immediate_execution: run.isParallel,
        use_api: false,
        stack: { stack, current: stack.length },
      },
    },
  };
}

async function markRunning(ctx: EngineCtx, runId: string): Promise<void> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  await readDb(ctx)
    .update(jobRuns)
    .set({
      status: 'running',
      startedAt: ctx.now,
      finishBy: sql`${now} + ${jobRuns.finishTimeoutMs} * interval '1 millisecond'`,
    })
    .where(and(eq(jobRuns.id, runId), eq(jobRuns.status, 'queued')));
}
