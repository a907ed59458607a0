import { and, eq, sql } from 'drizzle-orm';
import { jobLimits, jobPending } from '@/db/schema/jobs';
import { conditionHolds, keyOf } from '../rules/expression';
import { type FunctionSpec, listensTo } from '../rules/function-spec';
import type { EngineTxCtx, WireEvent } from './context';
import type { RunRequest } from './create-runs';

const IDEMPOTENCY_MS = 24 * 3_600_000;

/** Whether one of the function's triggers matches this event. */
export function isTriggeredBy(spec: FunctionSpec, event: WireEvent): boolean {
  return spec.triggers.some(
    ({ event: pattern, expression }) =>
      pattern !== undefined &&
      listensTo(pattern, event.name) &&
      (!expression || conditionHolds(expression, { event })),
  );
}

/**
 * Applies a function's idempotency, rate limit, debounce and batching to one event.
 * @returns the run to create now; null if the event is dropped or deferred
 */
export async function admitEvent(
  ctx: EngineTxCtx,
  spec: FunctionSpec,
  event: WireEvent,
): Promise<RunRequest | null> {
  if (!(await isWithinLimits(ctx, spec, event))) return null;
  if (spec.debounce) {
    await holdDebounced(ctx, spec, event);
    return null;
  }
  if (spec.batchEvents) return holdBatched(ctx, spec, event);
  return { spec, events: [event], causeKey: `event:${event.id}` };
}

async function isWithinLimits(
  ctx: EngineTxCtx,
  spec: FunctionSpec,
  event: WireEvent,
): Promise<boolean> {
  const scope = { event };
  if (spec.idempotency) {
    const gate = { kind: 'idempotency', key: keyOf(spec.idempotency, scope) } as const;
    if (!(await passes(ctx, spec, { ...gate, limit: 1, windowMs: IDEMPOTENCY_MS }))) return false;
  }
  if (!spec.rateLimit) return true;
  const { limit, period, key } = spec.rateLimit;
  const gate = { kind: 'rate-limit', key: keyOf(key, scope) } as const;
  return passes(ctx, spec, { ...gate, limit, windowMs: period });
}

type Gate = { kind: 'idempotency' | 'rate-limit'; key: string; limit: number; windowMs: number };

/** Counts one more event in the key's window, which starts with its first event. */
async function passes(ctx: EngineTxCtx, spec: FunctionSpec, gate: Gate): Promise<boolean> {
  const until = new Date(ctx.now.getTime() + gate.windowMs);
  const isOver = sql`${jobLimits.until} <= ${ctx.now.toISOString()}::timestamptz`;
  const [row] = await ctx.tx
    .insert(jobLimits)
    .values({ functionId: spec.id, kind: gate.kind, key: gate.key, count: 1, until })
    .onConflictDoUpdate({
      target: [jobLimits.functionId, jobLimits.kind, jobLimits.key],
      set: {
        count: sql`case when ${isOver} then 1 else ${jobLimits.count} + 1 end`,
        until: sql`case when ${isOver} then excluded.until else ${jobLimits.until} end`,
      },
    })
    .returning({ count: jobLimits.count });
  return (row?.count ?? 1) <= gate.limit;
}

/** The last event wins; every event delays the run, at most until the function's timeout. */
async function holdDebounced(
  ctx: EngineTxCtx,
  spec: FunctionSpec,
  event: WireEvent,
): Promise<void> {
  if (!spec.debounce) return;
  const key = keyOf(spec.debounce.key, { event });
  const { period, timeout } = spec.debounce;
  const quietAt = ctx.now.getTime() + period;
  const held = await findPending(ctx, spec, key);
  const latest = held && timeout !== undefined ? held.firstAt.getTime() + timeout : quietAt;
  const fireAt = new Date(Math.min(quietAt, latest));
  await ctx.tx
    .insert(jobPending)
    .values({
      functionId: spec.id,
      key,
      kind: 'debounce',
      events: [event],
      firstAt: ctx.now,
      fireAt,
    })
    .onConflictDoUpdate({
      target: [jobPending.functionId, jobPending.key],
      set: { events: [event], fireAt },
    });
}

async function holdBatched(
  ctx: EngineTxCtx,
  spec: FunctionSpec,
  event: WireEvent,
): Promise<RunRequest | null> {
  if (!spec.batchEvents) return null;
  const { maxSize, timeout } = spec.batchEvents;
  const key = keyOf(spec.batchEvents.key, { event });
  const held = await findPending(ctx, spec, key);
  const events = [...((held?.events ?? []) as WireEvent[]), event];
  if (events.length >= maxSize) {
    await ctx.tx.delete(jobPending).where(pendingIs(spec, key));
    return { spec, events, causeKey: `batch:${events[0]?.id}` };
  }
  const fireAt = held?.fireAt ?? new Date(ctx.now.getTime() + timeout);
  await ctx.tx
    .insert(jobPending)
    .values({ functionId: spec.id, key, kind: 'batch', events, firstAt: ctx.now, fireAt })
    .onConflictDoUpdate({ target: [jobPending.functionId, jobPending.key], set: { events } });
  return null;
}

async function findPending(ctx: EngineTxCtx, spec: FunctionSpec, key: string) {
  const [held] = await ctx.tx.select().from(jobPending).where(pendingIs(spec, key));
  return held;
}

function pendingIs(spec: FunctionSpec, key: string) {
  return and(eq(jobPending.functionId, spec.id), eq(jobPending.key, key));
}
