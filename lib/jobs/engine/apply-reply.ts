import { and, eq } from 'drizzle-orm';
import { jobQueue, jobRuns } from '@/db/schema/jobs';
import { inTransaction } from '@/db/transaction';
import { retryAfterMs } from '../rules/retry-delay';
import { applyOp, memoisedAmong, type Progress } from './apply-op';
import type { Claim } from './claim-calls';
import type { EngineCtx, EngineTxCtx } from './context';
import type { Op, Reply } from './op';
import {
  countPlanned,
  DISCOVERY,
  type Ending,
  enqueueCall,
  finishRun,
  lockOpenRun,
  type Run,
} from './run-store';

/** Milliseconds to wait after the given failed attempt (counted from 0). */
export type Backoff = (attempt: number) => number;

export type ReplyOptions = {
  backoff: Backoff;
  /** Keeps the lease if the same run continues at once, instead of queueing its next call. */
  keepLease: boolean;
};

/** `continue`: the lease is kept and the next discovery must be run now. */
export type Applied = 'done' | 'continue' | 'stale';

type Call = { claim: Claim; run: Run; options: ReplyOptions; again: boolean };

/**
 * Applies all ops of one reply in a transaction that holds the run's lock. A reply whose lease was lost (it was too
 * slow, or the run was cancelled) changes nothing.
 * @returns `stale` if the lease was lost
 */
export async function applyReply(
  ctx: EngineCtx,
  claim: Claim,
  reply: Reply,
  options: ReplyOptions,
): Promise<Applied> {
  return inTransaction(ctx, async (inside) => {
    const run = await lockOpenRun(inside.tx, claim.runId);
    const [own] = await inside.tx
      .select({ again: jobQueue.again })
      .from(jobQueue)
      .where(and(eq(jobQueue.id, claim.id), eq(jobQueue.leaseToken, claim.leaseToken)));
    if (!run || !own) return 'stale';
    const goesOn = await apply(inside, { claim, run, options, again: own.again }, reply);
    return goesOn ? 'continue' : 'done';
  });
}

/** Returns whether the claim continues, as do the helpers below. */
async function apply(ctx: EngineTxCtx, call: Call, reply: Reply): Promise<boolean> {
  switch (reply.kind) {
    case 'returned':
      return end(ctx, call, { status: 'completed', output: reply.output });
    case 'failed':
      return end(ctx, call, { status: 'failed', error: reply.error });
    case 'retry':
      return retryOrFail(ctx, call, reply);
    case 'ops':
      return applyOps(ctx, call, reply);
  }
}

async function end(ctx: EngineTxCtx, call: Call, ending: Ending): Promise<false> {
  await finishRun(ctx, call.run, ending);
  return false;
}

async function retryOrFail(
  ctx: EngineTxCtx,
  call: Call,
  { error, retryAfter }: { error: unknown; retryAfter: string | null },
): Promise<boolean> {
  const maxAttempts = ctx.functions.byId.get(call.run.functionId)?.maxAttempts ?? 1;
  if (call.claim.attempt + 1 >= maxAttempts) {
    return end(ctx, call, { status: 'failed', error });
  }
  return retryLater(ctx, call, retryAfter);
}

async function retryLater(ctx: EngineTxCtx, call: Call, retryAfter: string | null): Promise<false> {
  const { attempt, id } = call.claim;
  const delayMs = retryAfterMs(retryAfter, ctx.now) ?? call.options.backoff(attempt);
  const dueAt = new Date(ctx.now.getTime() + delayMs);
  await ctx.tx
    .update(jobQueue)
    .set({ attempt: attempt + 1, dueAt, rankAt: dueAt, leaseToken: null, leasedUntil: null })
    .where(eq(jobQueue.id, id));
  return false;
}

async function applyOps(
  ctx: EngineTxCtx,
  call: Call,
  { ops, retryAfter }: { ops: Op[]; retryAfter: string | null },
): Promise<boolean> {
  await rememberShape(ctx, call.run, ops);
  const memoised = await memoisedAmong(ctx, call.run, ops);
  const progress: Progress = {
    memoised,
    advanced: false,
    opened: false,
    retry: false,
    ending: null,
  };
  for (const op of ops) {
    await applyOp(ctx, call.run, op, progress);
    if (progress.ending) return end(ctx, call, progress.ending);
  }
  if (progress.retry) return retryLater(ctx, call, retryAfter);
  return settle(ctx, call, progress);
}

/** After the first parallel reply, the SDK must only plan steps during discovery, never run one. */
async function rememberShape(ctx: EngineTxCtx, run: Run, ops: readonly Op[]): Promise<void> {
  const isParallel = run.isParallel || ops.length > 1;
  const isRace = run.isRace || ops.some((op) => op.opts?.parallelMode === 'race');
  if (isParallel === run.isParallel && isRace === run.isRace) return;
  run.isParallel = isParallel;
  run.isRace = isRace;
  await ctx.tx.update(jobRuns).set({ isParallel, isRace }).where(eq(jobRuns.id, run.id));
}

/**
 * Removes the completed call from the queue and enqueues a discovery if there is anything left to discover: once per
 * group of parallel steps, after its last one, because earlier discoveries would plan steps that are already queued.
 */
async function settle(ctx: EngineTxCtx, call: Call, progress: Progress): Promise<boolean> {
  const { tx, now } = ctx;
  const { claim, run } = call;
  const isDiscovery = claim.stepId === DISCOVERY;
  const planned = run.isParallel ? await countPlanned(tx, run.id, claim.id) : 0;
  const isStuck = isDiscovery && !progress.advanced && !progress.opened;
  const isDue = (progress.advanced || isStuck) && (planned === 0 || run.isRace);
  if (isDiscovery && (isDue || call.again)) return goOn(ctx, call);
  await tx.delete(jobQueue).where(eq(jobQueue.id, claim.id));
  if (isDue) await enqueueCall(tx, run, DISCOVERY, now);
  return false;
}

/** Reuses the completed discovery's row for the next one. */
async function goOn(ctx: EngineTxCtx, { claim, options }: Call): Promise<boolean> {
  const fresh = { attempt: 0, interruptions: 0, again: false, dueAt: ctx.now };
  const lease = options.keepLease ? {} : { leaseToken: null, leasedUntil: null };
  await ctx.tx
    .update(jobQueue)
    .set({ ...fresh, ...lease })
    .where(eq(jobQueue.id, claim.id));
  return options.keepLease;
}
