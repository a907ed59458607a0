import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { jobQueue } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import { newId } from '@/lib/kit/ids';
import { type EngineCtx, type EngineTxCtx, whileClaiming } from './context';

export type Claim = {
  id: number;
  runId: string;
  stepId: string;
  functionId: string;
  attempt: number;
  interruptions: number;
  leaseToken: string;
};

type Candidate = {
  id: string;
  slot_key: string;
  slot_limit: number | null;
  slot_used: number;
  outer_key: string | null;
  outer_limit: number | null;
  outer_used: number;
};

/**
 * Leases up to `count` due calls, earliest rank first, never more per concurrency key than its
 * limit. Call again until it returns none: one round may hand out fewer than there are.
 */
export async function claimCalls(
  ctx: EngineCtx,
  options: { count: number; leaseMs: number },
): Promise<Claim[]> {
  return whileClaiming(ctx, async (inside) => {
    const candidates = await findCandidates(inside, options.count);
    const chosen = chooseWithinLimits(candidates, options.count);
    return chosen.length === 0 ? [] : lease(inside, chosen, options.leaseMs);
  });
}

/**
 * Walks the distinct concurrency keys on their index and looks at the head of each, so that a long
 * queue behind one saturated key neither hides the other keys nor is read.
 */
async function findCandidates(ctx: EngineTxCtx, count: number): Promise<Candidate[]> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  return ctx.tx.execute<Candidate>(sql`
    with recursive
    in_flight as materialized (
      select key, count(*)::int as used
      from job_queue cross join lateral (values (slot_key), (outer_key)) keys (key)
      where lease_token is not null and leased_until > ${now} and key is not null
      group by key
    ),
    heads as (
      (select slot_key from job_queue order by slot_key limit 1)
      union all
      select (select slot_key from job_queue where slot_key > heads.slot_key order by slot_key limit 1)
      from heads where heads.slot_key is not null
    )
    select call.*, coalesce(slot.used, 0) as slot_used
    from heads
    left join in_flight slot on slot.key = heads.slot_key
    cross join lateral (
      select q.id, q.slot_key, q.slot_limit, q.outer_key, q.outer_limit, q.rank_at,
        coalesce(outer_slot.used, 0) as outer_used
      from job_queue q
      left join in_flight outer_slot on outer_slot.key = q.outer_key
      where q.slot_key = heads.slot_key
        and q.due_at <= ${now}
        and (q.lease_token is null or q.leased_until <= ${now})
        and q.function_id in ${ctx.functions.ids}
        and (q.slot_limit is null or coalesce(slot.used, 0) < q.slot_limit)
        and (q.outer_limit is null or coalesce(outer_slot.used, 0) < q.outer_limit)
      order by q.rank_at, q.id
      limit ${count}
    ) call
    order by call.rank_at, call.id
    limit ${count * 4}`);
}

function chooseWithinLimits(candidates: readonly Candidate[], count: number): number[] {
  const used = new Map<string, number>();
  const chosen: number[] = [];
  for (const call of candidates) {
    if (chosen.length === count) break;
    const slotUsed = used.get(call.slot_key) ?? call.slot_used;
    const outerUsed = call.outer_key === null ? 0 : (used.get(call.outer_key) ?? call.outer_used);
    if (call.slot_limit !== null && slotUsed >= call.slot_limit) continue;
    if (call.outer_limit !== null && outerUsed >= call.outer_limit) continue;
    used.set(call.slot_key, slotUsed + 1);
    if (call.outer_key !== null) used.set(call.outer_key, outerUsed + 1);
    chosen.push(Number(call.id));
  }
  return chosen;
}

async function lease(ctx: EngineTxCtx, ids: number[], leaseMs: number): Promise<Claim[]> {
  // A row that an ending run is just deleting is skipped, not waited for: no lock order to get wrong.
  const free = await ctx.tx
    .select({ id: jobQueue.id })
    .from(jobQueue)
    .where(
      and(
        inArray(jobQueue.id, ids),
        or(isNull(jobQueue.leaseToken), lte(jobQueue.leasedUntil, ctx.now)),
      ),
    )
    .for('update', { skipLocked: true });
  if (free.length === 0) return [];
  return ctx.tx
    .update(jobQueue)
    .set({
      interruptions: sql`${jobQueue.interruptions} + case when ${jobQueue.leaseToken} is null then 0 else 1 end`,
      leaseToken: newId(),
      leasedUntil: new Date(ctx.now.getTime() + leaseMs),
    })
    .where(
      inArray(
        jobQueue.id,
        free.map(({ id }) => id),
      ),
    )
    .returning({
      id: jobQueue.id,
      runId: jobQueue.runId,
      stepId: jobQueue.stepId,
      functionId: jobQueue.functionId,
      attempt: jobQueue.attempt,
      interruptions: jobQueue.interruptions,
      leaseToken: sql<string>`${jobQueue.leaseToken}`,
    });
}

/** Prolongs the leases of calls still under way; those taken over meanwhile stay lost. */
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
