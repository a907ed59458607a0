import { and, eq, inArray } from 'drizzle-orm';
import { jobSteps, jobWaits } from '@/db/schema/jobs';
import { parseMoment } from '../rules/duration';
import type { EngineTxCtx } from './context';
import { internalEvents } from './internal-events';
import type { Op } from './op';
import { type Ending, enqueueCall, insertInternalEvents, memoise, type Run } from './run-store';

/** The effect of the ops of one reply so far. */
export type Progress = {
  /** Steps that were memoised before this reply. */
  memoised: ReadonlySet<string>;
  /** A result was memoised. */
  advanced: boolean;
  /** A call or wait was created that will advance the run. */
  opened: boolean;
  retry: boolean;
  ending: Ending | null;
};

/** Inngest's longest sleep; also the limit for an invoked run or an event without a timeout. */
const WAIT_DAYS_MAX = 366;

/**
 * Applies one op. A step that is already memoised is skipped: a discovery that started before a parallel step ended
 * plans that step again, and running it twice would repeat its effect.
 */
export async function applyOp(
  ctx: EngineTxCtx,
  run: Run,
  op: Op,
  progress: Progress,
): Promise<void> {
  if (progress.memoised.has(op.id)) return;
  const step = { id: op.id, name: nameOf(op) };
  switch (op.op) {
    case 'StepRun':
    case 'Step':
      progress.advanced =
        (await memoise(ctx.tx, run, step, { data: op.data ?? null })) || progress.advanced;
      return;
    case 'StepFailed':
      progress.advanced =
        (await memoise(ctx.tx, run, step, { error: op.error ?? op.data ?? {} })) ||
        progress.advanced;
      return;
    case 'StepError':
      // Only while attempts are left; the SDK itself turns the last one into StepFailed.
      progress.retry = true;
      return;
    case 'StepPlanned':
      await enqueueCall(ctx.tx, run, op.id, ctx.now);
      progress.opened = true;
      return;
    case 'Sleep':
    case 'WaitForEvent':
    case 'InvokeFunction':
      await openWait(ctx, run, op, progress);
      return;
    case 'RunComplete':
      progress.ending = { status: 'completed', output: op.data ?? null };
      return;
    case 'DiscoveryRequest':
      progress.advanced = true;
      return;
    default:
      progress.ending = { status: 'failed', error: unsupported(op) };
  }
}

/**
 * Returns the reply's steps that are already memoised. Step results need no check, because `memoise` keeps the first.
 */
export async function memoisedAmong(
  ctx: EngineTxCtx,
  run: Run,
  ops: readonly Op[],
): Promise<ReadonlySet<string>> {
  const ids = ops.filter((op) => op.op !== 'StepRun').map((op) => op.id);
  if (ids.length === 0) return new Set();
  const found = await ctx.tx
    .select({ stepId: jobSteps.stepId })
    .from(jobSteps)
    .where(and(eq(jobSteps.runId, run.id), inArray(jobSteps.stepId, ids)));
  return new Set(found.map((row) => row.stepId));
}

function nameOf(op: Op): string {
  return op.displayName ?? op.name ?? op.id;
}

function unsupported(op: Op) {
  return {
    name: 'UnsupportedOperation',
    message: `The embedded executor does not do ${op.op} (step "${nameOf(op)}").`,
  };
}

async function openWait(ctx: EngineTxCtx, run: Run, op: Op, progress: Progress): Promise<void> {
  const wait = describeWait(ctx, run, op);
  if (!wait) {
    progress.ending = { status: 'failed', error: unsupported(op) };
    return;
  }
  const opened = await ctx.tx
    .insert(jobWaits)
    .values({ ...wait, runId: run.id, stepId: op.id, name: nameOf(op) })
    .onConflictDoNothing()
    .returning({ stepId: jobWaits.stepId });
  progress.opened = true;
  if (opened.length === 0 || wait.kind !== 'invoke') return;
  const data = {
    function_id: op.opts?.function_id ?? '',
    cause: wait.subject,
    data: op.opts?.payload?.data ?? {},
  };
  await insertInternalEvents(ctx, [{ name: internalEvents.invoked, data }]);
}

function describeWait(ctx: EngineTxCtx, run: Run, op: Op) {
  const opts = op.opts ?? {};
  const given = op.op === 'Sleep' ? (op.name ?? opts.duration) : opts.timeout;
  const until = momentOf(given, ctx.now);
  if (until === null) return null;
  const base = { until, expression: null, subject: null };
  switch (op.op) {
    case 'Sleep':
      return { ...base, kind: 'sleep' as const };
    case 'WaitForEvent': {
      const subject = op.name ?? opts.event ?? null;
      const expression = opts.if ?? null;
      return subject === null ? null : { ...base, kind: 'event' as const, subject, expression };
    }
    default:
      return { ...base, kind: 'invoke' as const, subject: `invoke:${run.id}:${op.id}` };
  }
}

function momentOf(given: string | null | undefined, now: Date): Date | null {
  if (given === undefined || given === null) return parseMoment(`${WAIT_DAYS_MAX}d`, now);
  return parseMoment(given === '' ? '0s' : given, now);
}
