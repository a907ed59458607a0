import { and, asc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import { jobCrons, jobPending, jobRuns, jobWaits } from '@/db/schema/jobs';
import { latestSlot, nextSlot } from '../rules/cron-slots';
import { type EngineCtx, type EngineTxCtx, type WireEvent, whileRouting } from './context';
import { createRuns, type RunRequest } from './create-runs';
import { internalEvents } from './internal-events';
import { finishRun, lockOpenRun, resolveWait } from './run-store';

const PER_PASS = 200;

/**
 * Processes everything that becomes due by time alone: cron ticks, debounces and batches, ended sleeps, expired waits
 * and run timeouts.
 * @returns the number of items processed; `busy` if another executor is routing
 */
export async function fireDue(ctx: EngineCtx): Promise<number | 'busy'> {
  const done = await whileRouting(ctx, async (inside) => {
    const crons = await tickCrons(inside);
    const held = await releasePending(inside);
    await createRuns(inside, [...crons, ...held]);
    const waits = await endExpiredWaits(inside);
    const late = await cancelLateRuns(inside);
    return crons.length + held.length + waits + late;
  });
  return done ?? 'busy';
}

/** Updates the cron table to match the functions of this process. */
export async function registerCrons(ctx: EngineCtx): Promise<void> {
  await whileRouting(ctx, async ({ tx, now, functions }) => {
    const wanted = functions.list.flatMap((spec) =>
      spec.triggers.flatMap(({ cron }) => (cron ? [{ functionId: spec.id, cron }] : [])),
    );
    const known = await tx
      .select({ functionId: jobCrons.functionId, cron: jobCrons.cron })
      .from(jobCrons)
      .where(inArray(jobCrons.functionId, functions.ids));
    for (const row of known) {
      const stays = wanted.some(
        (one) => one.functionId === row.functionId && one.cron === row.cron,
      );
      if (!stays) await tx.delete(jobCrons).where(cronIs(row));
    }
    for (const row of wanted) {
      const nextAt = nextSlot(row.cron, now);
      if (nextAt)
        await tx
          .insert(jobCrons)
          .values({ ...row, nextAt })
          .onConflictDoNothing();
    }
  });
}

function cronIs(row: { functionId: string; cron: string }) {
  return and(eq(jobCrons.functionId, row.functionId), eq(jobCrons.cron, row.cron));
}

/** However many ticks were missed, only the latest runs, once: its slot is the run's cause. */
async function tickCrons({ tx, now, functions }: EngineTxCtx): Promise<RunRequest[]> {
  const due = await tx
    .select()
    .from(jobCrons)
    .where(and(lte(jobCrons.nextAt, now), inArray(jobCrons.functionId, functions.ids)));
  const requests: RunRequest[] = [];
  for (const row of due) {
    const spec = functions.byId.get(row.functionId);
    if (!spec) continue;
    const slot = latestSlot(row.cron, row.nextAt, now);
    const nextAt = nextSlot(row.cron, now);
    if (nextAt) await tx.update(jobCrons).set({ nextAt }).where(cronIs(row));
    else await tx.delete(jobCrons).where(cronIs(row));
    requests.push({
      spec,
      events: [timerEvent(row.cron, slot)],
      causeKey: `cron:${row.cron}:${slot.toISOString()}`,
    });
  }
  return requests;
}

function timerEvent(cron: string, slot: Date): WireEvent {
  const at = slot.toISOString();
  const data = { cron, fireAt: at, scheduledAt: at };
  return { id: at, name: internalEvents.cron, data, ts: slot.getTime() };
}

async function releasePending({ tx, now, functions }: EngineTxCtx): Promise<RunRequest[]> {
  const due = await tx
    .select()
    .from(jobPending)
    .where(and(lte(jobPending.fireAt, now), inArray(jobPending.functionId, functions.ids)))
    .orderBy(asc(jobPending.fireAt))
    .limit(PER_PASS);
  const requests: RunRequest[] = [];
  for (const row of due) {
    const spec = functions.byId.get(row.functionId);
    if (!spec) continue;
    await tx
      .delete(jobPending)
      .where(and(eq(jobPending.functionId, row.functionId), eq(jobPending.key, row.key)));
    const events = row.events as WireEvent[];
    requests.push({ spec, events, causeKey: `${row.kind}:${events[0]?.id}` });
  }
  return requests;
}

async function endExpiredWaits({ tx, now }: EngineTxCtx): Promise<number> {
  const due = await tx
    .select()
    .from(jobWaits)
    .where(lte(jobWaits.until, now))
    .orderBy(asc(jobWaits.until))
    .limit(PER_PASS);
  for (const wait of due) {
    const run = await lockOpenRun(tx, wait.runId);
    if (!run) continue;
    const result =
      wait.kind === 'invoke'
        ? { error: { name: 'InvokeTimeout', message: 'The invoked function took too long.' } }
        : { data: null };
    await resolveWait(tx, run, wait, { result, now });
  }
  return due.length;
}

async function cancelLateRuns(ctx: EngineTxCtx): Promise<number> {
  const now = ctx.now.toISOString();
  const late = await ctx.tx
    .select({ id: jobRuns.id, status: jobRuns.status })
    .from(jobRuns)
    .where(
      sql`(${jobRuns.status} = 'queued' and ${isNotNull(jobRuns.startBy)} and ${jobRuns.startBy} <= ${now}::timestamptz)
        or (${jobRuns.status} = 'running' and ${isNotNull(jobRuns.finishBy)} and ${jobRuns.finishBy} <= ${now}::timestamptz)`,
    )
    .limit(PER_PASS);
  for (const { id, status } of late) {
    const run = await lockOpenRun(ctx.tx, id);
    // The run may have started between the read and the lock; then only its finish timeout counts.
    if (run?.status !== status) continue;
    const reason = status === 'queued' ? 'it did not start in time' : 'it did not finish in time';
    await finishRun(ctx, run, { status: 'cancelled', reason });
  }
  return late.length;
}
