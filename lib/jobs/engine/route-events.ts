import { and, eq, isNull } from 'drizzle-orm';
import { jobRuns, jobWaits } from '@/db/schema/jobs';
import { parseMoment } from '../rules/duration';
import { conditionHolds } from '../rules/expression';
import { loadUndelivered, markDelivered, type OutboxEvent } from '../store';
import { admitEvent, isTriggeredBy } from './admit-event';
import { type EngineCtx, type EngineTxCtx, type WireEvent, whileRouting } from './context';
import { createRuns, type RunRequest } from './create-runs';
import { internalEvents } from './internal-events';
import { finishRun, lockOpenRun, resolveWait, runScope } from './run-store';

export type Routed = { routed: number; hasMore: boolean } | 'busy';

/**
 * Delivers undelivered events, in commit order, to the functions of this process: resolves waits, cancels and creates
 * runs. One transaction, so an event is marked delivered exactly when its effects commit.
 * @returns `busy` if another executor is routing
 */
export async function routeEvents(ctx: EngineCtx, limit: number): Promise<Routed> {
  const result = await whileRouting(ctx, async (inside) => {
    const { tx, now } = inside;
    const due = await loadUndelivered(tx, { dueBy: now, limit });
    if (due.length === 0) return { routed: 0, hasMore: false };
    await routeAll(inside, due);
    const rowIds = due.map((event) => event.rowId);
    await markDelivered(tx, rowIds, now);
    return { routed: due.length, hasMore: due.length === limit };
  });
  return result ?? 'busy';
}

/** Creates runs in one statement at the end, unless an event in between may depend on them. */
async function routeAll(ctx: EngineTxCtx, list: readonly OutboxEvent[]): Promise<void> {
  let requests: RunRequest[] = [];
  const flush = async () => {
    await createRuns(ctx, requests);
    requests = [];
  };
  const canCancel = new Set(
    ctx.functions.list.flatMap((spec) => spec.cancel.map((one) => one.event)),
  );
  for (const { wire: event, isAwaited } of list) {
    if (canCancel.has(event.name)) await flush();
    if (isAwaited) await endEventWaits(ctx, event);
    requests.push(...(await routeOne(ctx, event)));
  }
  await flush();
}

async function routeOne(ctx: EngineTxCtx, event: WireEvent): Promise<RunRequest[]> {
  if (event.name === internalEvents.invoked) return invocation(ctx, event);
  if (event.name === internalEvents.finished) await endInvokeWait(ctx, event);
  await cancelRuns(ctx, event);
  const requests: RunRequest[] = [];
  for (const spec of ctx.functions.list) {
    if (!isTriggeredBy(spec, event)) continue;
    const request = await admitEvent(ctx, spec, event);
    if (request) requests.push(request);
  }
  return requests;
}

type Invocation = { function_id: string; cause: string; data?: Record<string, unknown> };

/** Handles `step.invoke`: the run is identified by its cause, which the parent waits for. */
async function invocation(ctx: EngineTxCtx, event: WireEvent): Promise<RunRequest[]> {
  const { function_id, cause, data } = event.data as Invocation;
  const spec = ctx.functions.byId.get(function_id);
  if (spec) return [{ spec, events: [{ ...event, data: data ?? {} }], causeKey: cause }];
  const error = { name: 'FunctionNotFound', message: `There is no function "${function_id}".` };
  await endWaitsOn(ctx, cause, { error });
  return [];
}

async function endInvokeWait(ctx: EngineTxCtx, event: WireEvent): Promise<void> {
  const { _inngest, error, result } = event.data as {
    _inngest?: { cause?: string };
    error?: unknown;
    result?: unknown;
  };
  if (!_inngest?.cause?.startsWith('invoke:')) return;
  const outcome = error === undefined ? { data: result ?? null } : { error };
  await endWaitsOn(ctx, _inngest.cause, outcome);
}

async function endWaitsOn(
  ctx: EngineTxCtx,
  cause: string,
  result: { data: unknown } | { error: unknown },
): Promise<void> {
  const waits = await ctx.tx
    .select({ runId: jobWaits.runId, stepId: jobWaits.stepId, name: jobWaits.name })
    .from(jobWaits)
    .where(and(eq(jobWaits.kind, 'invoke'), eq(jobWaits.subject, cause)));
  for (const wait of waits) {
    const run = await lockOpenRun(ctx.tx, wait.runId);
    if (run) await resolveWait(ctx.tx, run, wait, { result, now: ctx.now });
  }
}

async function endEventWaits(ctx: EngineTxCtx, event: WireEvent): Promise<void> {
  const waits = await ctx.tx
    .select()
    .from(jobWaits)
    .where(and(eq(jobWaits.kind, 'event'), eq(jobWaits.subject, event.name)));
  for (const wait of waits) {
    const run = await lockOpenRun(ctx.tx, wait.runId);
    if (!run) continue;
    if (wait.expression && !conditionHolds(wait.expression, runScope(run, event))) continue;
    await resolveWait(ctx.tx, run, wait, { result: { data: event }, now: ctx.now });
  }
}

async function cancelRuns(ctx: EngineTxCtx, event: WireEvent): Promise<void> {
  for (const spec of ctx.functions.list) {
    const rules = spec.cancel.filter((rule) => rule.event === event.name);
    if (rules.length === 0) continue;
    const open = await ctx.tx
      .select({ id: jobRuns.id })
      .from(jobRuns)
      .where(and(eq(jobRuns.functionId, spec.id), isNull(jobRuns.finishedAt)));
    for (const { id } of open) {
      const run = await lockOpenRun(ctx.tx, id);
      const isMeant = rules.some((rule) => {
        if (!run) return false;
        const until = rule.timeout ? parseMoment(rule.timeout, run.createdAt) : null;
        if (until && until < ctx.now) return false;
        return !rule.if || conditionHolds(rule.if, runScope(run, event));
      });
      if (run && isMeant) {
        await finishRun(ctx, run, { status: 'cancelled', reason: `event ${event.name}` });
      }
    }
  }
}
