import { and, eq, or, sql } from 'drizzle-orm';
import { jobQueue } from '@/db/schema/jobs';
import { inOneTrip, readDb } from '@/db/transaction';
import { newId } from '@/lib/kit/ids';
import { type EngineCtx, textArray } from './context';
import { toMoment, wakeMs } from './next-wake';

/** A call leased to this executor. Its reply is accepted only while the row has `leaseToken`. */
export type Claim = {
  id: number;
  runId: string;
  stepId: string;
  functionId: string;
  attempt: number;
  interruptions: number;
  leaseToken: string;
};

type Row = {
  wake_ms: number | null;
  id: string | null;
  run_id: string;
  step_id: string;
  function_id: string;
  attempt: number;
  interruptions: number;
};

/**
 * Leases up to `count` due calls, lowest rank first, within the limit of each concurrency key. Call until it returns
 * none: one round may return fewer than are available.
 * @returns also when the next call becomes due by time alone; meaningful once nothing is left to claim
 */
export async function claimCalls(
  ctx: EngineCtx,
  { count, leaseMs }: { count: number; leaseMs: number },
): Promise<{ claims: Claim[]; wakeAt: Date | null }> {
  const now = ctx.now.toISOString();
  const until = new Date(ctx.now.getTime() + leaseMs).toISOString();
  const leaseToken = newId(ctx.now.getTime());
  const rows = await readDb(ctx).execute<Row>(
    inOneTrip(sql`
      select wake.ms as wake_ms, id, run_id, step_id, function_id, attempt, interruptions
      from (select ${wakeMs(ctx)} as ms) wake
      left join job_claim(${textArray(ctx.functions.ids)}, ${now}::timestamptz, ${count},
        ${until}::timestamptz, ${leaseToken}) on true`),
  );
  const claims = rows.flatMap((row) =>
    row.id === null
      ? []
      : {
          id: Number(row.id),
          runId: row.run_id,
          stepId: row.step_id,
          functionId: row.function_id,
          attempt: row.attempt,
          interruptions: row.interruptions,
          leaseToken,
        },
  );
  return { claims, wakeAt: toMoment(rows[0]?.wake_ms) };
}

/** Extends the leases of running calls; leases taken over by another executor stay lost. */
export async function renewLeases(
  ctx: EngineCtx,
  claims: readonly Claim[],
  leaseMs: number,
): Promise<void> {
  if (claims.length === 0) return;
  const held = claims.map((claim) =>
    and(eq(jobQueue.id, claim.id), eq(jobQueue.leaseToken, claim.leaseToken)),
  );
  await readDb(ctx)
    .update(jobQueue)
    .set({ leasedUntil: new Date(ctx.now.getTime() + leaseMs) })
    .where(or(...held));
}
