import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { events, jobQueue, jobRuns, jobSteps, jobWaits } from '@/db/schema/jobs';
import type { Tx } from '@/db/transaction';
import { newId } from '@/lib/kit/ids';
import { type EngineTxCtx, hasListener, type WireEvent } from './context';
import { internalEvents } from './internal-events';

export type Run = typeof jobRuns.$inferSelect;

/** Inngest's limit for the result of one step. */
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

/** The step id of a discovery call, which runs the function until it finds new steps. */
export const DISCOVERY = '';

/** Locks an unfinished run and returns it; null if it has finished or does not exist. */
export async function lockOpenRun(tx: Tx, runId: string): Promise<Run | null> {
  const [run] = await tx.select().from(jobRuns).where(eq(jobRuns.id, runId)).for('update');
  return run && run.finishedAt === null ? run : null;
}

/** Enqueues one call of the run. A second one for the same step is merged into it. */
export async function enqueueCall(tx: Tx, run: Run, stepId: string, dueAt: Date): Promise<void> {
  const call = { ...callRow(run, dueAt), stepId };
  const insert = tx.insert(jobQueue).values(call);
  await (stepId === DISCOVERY
    ? insert.onConflictDoUpdate({
        target: [jobQueue.runId, jobQueue.stepId],
        // The call is running, so its reply may not reflect what has just completed.
        set: { again: true },
        setWhere: isNotNull(jobQueue.leaseToken),
      })
    : insert.onConflictDoNothing());
}

/** The columns a call inherits from its run. */
export function callRow(
  run: Pick<Run, 'id' | 'functionId' | 'concurrency' | 'prioritySeconds'>,
  dueAt: Date,
) {
  const [slot, outer] = run.concurrency;
  return {
    runId: run.id,
    stepId: DISCOVERY,
    functionId: run.functionId,
    slotKey: slot?.key ?? `fn:${run.functionId}`,
    slotLimit: slot?.limit ?? null,
    outerKey: outer?.key ?? null,
    outerLimit: outer?.limit ?? null,
    dueAt,
    rankAt: new Date(dueAt.getTime() - run.prioritySeconds * 1000),
  };
}

export type StepResult = { data: unknown } | { error: unknown };

/**
 * Stores a step's result, once: an existing result is kept.
 * @returns whether it was new
 */
export async function memoise(
  tx: Tx,
  run: Run,
  step: { id: string; name: string },
  result: StepResult,
): Promise<boolean> {
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > OUTPUT_BYTES_MAX) {
    return memoise(tx, run, step, { error: tooLarge(`The output of step "${step.name}"`) });
  }
  const added = await tx
    .insert(jobSteps)
    .values({ runId: run.id, stepId: step.id, name: step.name, result })
    .onConflictDoNothing()
    .returning({ stepId: jobSteps.stepId });
  return added.length > 0;
}

function tooLarge(what: string): { name: string; message: string } {
  return { name: 'OutputTooLarge', message: `${what} is larger than a run may remember.` };
}

/** Resolves a wait with its result and lets the run continue. The caller holds the run's lock. */
export async function resolveWait(
  tx: Tx,
  run: Run,
  wait: { stepId: string; name: string },
  outcome: { result: StepResult; now: Date },
): Promise<void> {
  await tx
    .delete(jobWaits)
    .where(and(eq(jobWaits.runId, run.id), eq(jobWaits.stepId, wait.stepId)));
  await memoise(tx, run, { id: wait.stepId, name: wait.name }, outcome.result);
  await enqueueCall(tx, run, DISCOVERY, outcome.now);
}

export type Ending =
  | { status: 'completed'; output: unknown }
  | { status: 'failed'; error: unknown }
  | { status: 'cancelled'; reason: string };

/**
 * Ends a run: its queued calls are removed, replies still in flight are rejected, and waiters (a parent, `onFailure`)
 * get an event in this transaction. The caller holds the run's lock.
 */
export async function finishRun(ctx: EngineTxCtx, run: Run, ending: Ending): Promise<void> {
  const { tx, now } = ctx;
  const output = ending.status === 'completed' ? ending.output : errorOf(ending);
  await tx
    .update(jobRuns)
    .set({ status: ending.status, output, finishedAt: now })
    .where(eq(jobRuns.id, run.id));
  await tx.execute(sql`
    with ended as (delete from ${jobWaits} where ${jobWaits.runId} = ${run.id})
    delete from ${jobQueue} where ${jobQueue.runId} = ${run.id}`);
  await announceEnding(ctx, run, ending);
}

function errorOf(ending: Exclude<Ending, { status: 'completed' }>): unknown {
  return ending.status === 'failed'
    ? ending.error
    : { name: 'RunCancelled', message: ending.reason };
}

async function announceEnding(ctx: EngineTxCtx, run: Run, ending: Ending): Promise<void> {
  const base = {
    function_id: run.functionId,
    run_id: run.id,
    event: run.events[0],
    events: run.events,
  };
  const outcome =
    ending.status === 'completed' ? { result: ending.output } : { error: errorOf(ending) };
  const finished = { ...base, ...outcome, _inngest: { cause: run.causeKey } };
  const isInvoked = run.causeKey.startsWith('invoke:');
  const due: { name: string; data: Record<string, unknown> }[] = [];
  if (isInvoked || hasListener(ctx.functions, internalEvents.finished)) {
    due.push({ name: internalEvents.finished, data: finished });
  }
  const special = { failed: internalEvents.failed, cancelled: internalEvents.cancelled };
  if (ending.status !== 'completed' && hasListener(ctx.functions, special[ending.status])) {
    due.push({ name: special[ending.status], data: { ...base, ...outcome } });
  }
  await insertInternalEvents(ctx, due);
}

export async function insertInternalEvents(
  ctx: EngineTxCtx,
  list: { name: string; data: Record<string, unknown> }[],
): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map((event) => ({ ...event, eventId: newId(), createdAt: ctx.now }));
  await ctx.tx.insert(events).values(rows);
}

/** The scope in which a run's expressions are evaluated. */
export function runScope(run: Run, async?: WireEvent): Record<string, unknown> {
  return { event: run.events[0], ...(async ? { async } : {}) };
}

/** Counts the run's planned steps still queued, excluding the call `exceptId`. */
export async function countPlanned(tx: Tx, runId: string, exceptId: number): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(jobQueue)
    .where(
      sql`${jobQueue.runId} = ${runId} and ${jobQueue.stepId} <> ${DISCOVERY} and ${jobQueue.id} <> ${exceptId}`,
    );
  return row?.count ?? 0;
}
