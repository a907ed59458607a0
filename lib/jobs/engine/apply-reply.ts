import { and, eq } from 'drizzle-orm';
import { jobQueue, jobRuns } from '@/db/schema/jobs';
import { inTransaction } from '@/db/transaction';
import { retryAfterMs } from '../rules/retry-delay';
import { applyOp, type Progress } from './apply-op';
import type { Claim } from './claim-calls';
import type { EngineCtx, EngineTxCtx } from './context';
import type { Op, Reply } from './reply';
import {
  countPlanned,
  DISCOVERY,
  enqueueCall,
  finishRun,
  isStateFull,
  lockOpenRun,
  type Run,
  tooLarge,
} from './run-store';

/** Milliseconds to wait after the given failed attempt (counted from 0). */
export type Backoff = (attempt: number) => number;

type Call = { claim: Claim; run: Run; backoff: Backoff; again: boolean };

/**
 * Applies everything one reply asks for in one transaction that holds the run's lock. A reply whose
 * lease was lost (it was too slow, or the run was cancelled) changes nothing.
 * @returns `stale` when it was refused
 */
export async function applyReply(
  ctx: EngineCtx,
  claim: Claim,
  reply: Reply,
  backoff: Backoff,
): Promise<'applied' | 'stale'> {
  return inTransaction(ctx, async (inside) => {
    const run = await lockOpenRun(inside.tx, claim.runId);
    const [own] = await inside.tx
      .select({ again: jobQueue.again })
      .from(jobQueue)
      .where(and(eq(jobQueue.id, claim.id), eq(jobQueue.leaseToken, claim.leaseToken)));
    if (!run || !own) return 'stale';
    await apply(inside, { claim, run, backoff, again: own.again }, reply);
    return 'applied';
  });
}

async function apply(ctx: EngineTxCtx, call: Call, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case 'returned':
      return finishRun(ctx, call.run, { status: 'completed', output: reply.output });
    case 'failed':
      return finishRun(ctx, call.run, { status: 'failed', error: reply.error });
    case 'retry':
      return retryOrFail(ctx, call, reply);
    case 'ops':
      return applyOps(ctx, call, reply);
  }
}

async function retryOrFail(
  ctx: EngineTxCtx,
  call: Call,
  { error, retryAfter }: { error: unknown; retryAfter: string | null },
): Promise<void> {
  const maxAttempts = ctx.functions.byId.get(call.run.functionId)?.maxAttempts ?? 1;
  if (call.claim.attempt + 1 >= maxAttempts) {
    return finishRun(ctx, call.run, { status: 'failed', error });
  }
  return retryLater(ctx, call, retryAfter);
}

async function retryLater(ctx: EngineTxCtx, call: Call, retryAfter: string | null): Promise<void> {
  const { attempt, id } = call.claim;
  const delayMs = retryAfterMs(retryAfter, ctx.now) ?? call.backoff(attempt);
  const dueAt = new Date(ctx.now.getTime() + delayMs);
  await ctx.tx
    .update(jobQueue)
    .set({ attempt: attempt + 1, dueAt, rankAt: dueAt, leaseToken: null, leasedUntil: null })
    .where(eq(jobQueue.id, id));
}

async function applyOps(
  ctx: EngineTxCtx,
  call: Call,
  { ops, retryAfter }: { ops: Op[]; retryAfter: string | null },
): Promise<void> {
  await rememberShape(ctx, call.run, ops);
  const progress: Progress = { advanced: false, opened: false, retry: false, ending: null };
  for (const op of ops) {
    await applyOp(ctx, call.run, op, progress);
    if (progress.ending) return finishRun(ctx, call.run, progress.ending);
  }
  if (isStateFull(call.run)) {
    const error = tooLarge('What this run remembers');
    return finishRun(ctx, call.run, { status: 'failed', error });
  }
  if (progress.retry) return retryLater(ctx, call, retryAfter);
  return settle(ctx, call, progress);
}

/** From the first parallel reply on, the SDK must only plan steps on discovery, never run one. */
async function rememberShape(ctx: EngineTxCtx, run: Run, ops: readonly Op[]): Promise<void> {
  const isParallel = run.isParallel || ops.length > 1;
  const isRace = run.isRace || ops.some((op) => op.opts?.parallelMode === 'race');
  if (isParallel === run.isParallel && isRace === run.isRace) return;
  run.isParallel = isParallel;
  run.isRace = isRace;
  await ctx.tx.update(jobRuns).set({ isParallel, isRace }).where(eq(jobRuns.id, run.id));
}

/**
 * Takes the answered call off the queue and owes the run a discovery when there is something to
 * discover: once per group of parallel steps, after its last one, because earlier ones would be
 * asked to plan what is already on its way.
 */
async function settle(ctx: EngineTxCtx, call: Call, progress: Progress): Promise<void> {
  const { tx, now } = ctx;
  const { claim, run } = call;
  const planned = await countPlanned(tx, run.id, claim.id);
  const isStuck = claim.stepId === DISCOVERY && !progress.advanced && !progress.opened;
  const isDue = (progress.advanced || isStuck) && (planned === 0 || run.isRace);
  await tx.delete(jobQueue).where(eq(jobQueue.id, claim.id));
  if (isDue || call.again) await enqueueCall(tx, run, DISCOVERY, now);
}
