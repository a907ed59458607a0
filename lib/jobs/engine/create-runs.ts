import { and, eq, isNull } from 'drizzle-orm';
import { jobLimits, jobQueue, jobRuns } from '@/db/schema/jobs';
import { newId } from '@/lib/kit/ids';
import { keyOf, numberOf } from '../rules/expression';
import type { FunctionSpec } from '../rules/function-spec';
import type { EngineTxCtx, WireEvent } from './context';
import { callRow, finishRun, lockOpenRun, type Run } from './run-store';

export type RunRequest = { spec: FunctionSpec; events: WireEvent[]; causeKey: string };

type RunRow = typeof jobRuns.$inferInsert &
  Pick<Run, 'id' | 'functionId' | 'concurrency' | 'prioritySeconds'>;

/** Inngest's limit: priority moves a run by at most ten minutes. */
const PRIORITY_SECONDS_MAX = 600;
const ROWS_PER_INSERT = 1_000;

/**
 * Creates the requested runs and enqueues the first call of each. Deduplicates by cause. Only called while routing
 * (`whileRouting`), which makes the singleton check exact.
 */
export async function createRuns(ctx: EngineTxCtx, requests: readonly RunRequest[]): Promise<void> {
  const plain = requests.filter(({ spec }) => !spec.singleton);
  await insertRuns(ctx, plain);
  for (const request of requests) {
    if (request.spec.singleton && (await isFree(ctx, request))) await insertRuns(ctx, [request]);
  }
}

async function insertRuns(ctx: EngineTxCtx, requests: readonly RunRequest[]): Promise<void> {
  for (let from = 0; from < requests.length; from += ROWS_PER_INSERT) {
    const chunk = requests.slice(from, from + ROWS_PER_INSERT);
    const rows = chunk.map((request) => toRow(ctx, request));
    const inserted = await ctx.tx
      .insert(jobRuns)
      .values(rows)
      .onConflictDoNothing({ target: [jobRuns.functionId, jobRuns.causeKey] })
      .returning({ id: jobRuns.id });
    const isNew = new Set(inserted.map(({ id }) => id));
    const calls = [];
    for (const [index, row] of rows.entries()) {
      const request = chunk[index];
      if (!request || !isNew.has(row.id)) continue;
      calls.push(callRow(row, await firstCallAt(ctx, request)));
    }
    if (calls.length > 0) await ctx.tx.insert(jobQueue).values(calls);
  }
}

function toRow(ctx: EngineTxCtx, { spec, events, causeKey }: RunRequest): RunRow {
  const scope = { event: events[0] };
  const startMs = spec.timeouts?.start;
  return {
    id: newId(ctx.now.getTime()),
    functionId: spec.id,
    causeKey,
    status: 'queued',
    events,
    singletonKey: spec.singleton ? keyOf(spec.singleton.key, scope) : null,
    concurrency: concurrencyKeys(spec, scope),
    prioritySeconds: spec.priority?.run
      ? numberOf(spec.priority.run, scope, PRIORITY_SECONDS_MAX)
      : 0,
    finishTimeoutMs: spec.timeouts?.finish ?? null,
    startBy: startMs === undefined ? null : new Date(ctx.now.getTime() + startMs),
    createdAt: ctx.now,
  };
}

/** Narrowest first: claims iterate over the first key and only check the second. */
function concurrencyKeys(spec: FunctionSpec, scope: Record<string, unknown>) {
  const limits = [...(spec.concurrency ?? [])];
  limits.sort((a, b) => Number(b.key !== undefined) - Number(a.key !== undefined));
  return limits.map(({ limit, key, scope: reach }) => {
    const owner = reach === 'fn' ? `fn:${spec.id}` : reach;
    return { key: `${owner}:${key ?? ''}:${keyOf(key, scope)}`, limit };
  });
}

/** Applies the singleton: skips the new run or cancels the running one. */
async function isFree(ctx: EngineTxCtx, { spec, events }: RunRequest): Promise<boolean> {
  const key = keyOf(spec.singleton?.key, { event: events[0] });
  const open = await ctx.tx
    .select({ id: jobRuns.id })
    .from(jobRuns)
    .where(
      and(
        eq(jobRuns.functionId, spec.id),
        eq(jobRuns.singletonKey, key),
        isNull(jobRuns.finishedAt),
      ),
    );
  if (open.length === 0) return true;
  if (spec.singleton?.mode === 'skip') return false;
  for (const { id } of open) {
    const run = await lockOpenRun(ctx.tx, id);
    if (run) await finishRun(ctx, run, { status: 'cancelled', reason: 'replaced by a newer run' });
  }
  return true;
}

/** Spreads the starts of a throttled function evenly; every other function starts now. */
async function firstCallAt(ctx: EngineTxCtx, { spec, events }: RunRequest): Promise<Date> {
  if (!spec.throttle) return ctx.now;
  const { limit, period, burst } = spec.throttle;
  const key = keyOf(spec.throttle.key, { event: events[0] });
  const where = and(
    eq(jobLimits.functionId, spec.id),
    eq(jobLimits.kind, 'throttle'),
    eq(jobLimits.key, key),
  );
  const [state] = await ctx.tx.select({ until: jobLimits.until }).from(jobLimits).where(where);
  const spacingMs = period / limit;
  const nowMs = ctx.now.getTime();
  // Generic cell rate algorithm: `arrival` is when this start would be due if all were evenly spaced.
  const arrival = Math.max(nowMs, state?.until.getTime() ?? 0);
  const until = new Date(arrival + spacingMs);
  await ctx.tx
    .insert(jobLimits)
    .values({ functionId: spec.id, kind: 'throttle', key, count: 1, until })
    .onConflictDoUpdate({
      target: [jobLimits.functionId, jobLimits.kind, jobLimits.key],
      set: { until },
    });
  return new Date(Math.max(nowMs, arrival - (burst - 1) * spacingMs));
}
