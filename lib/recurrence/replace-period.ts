import { sql } from 'drizzle-orm';
import { actorLabel, type TxCtx } from '@/lib/context';
import { applyCaps } from '@/lib/usage/apply-caps';
import { shiftAllocations } from '@/lib/usage/shift-allocations';
import { decidePlannedPeriod, type PeriodResult } from './decide-period';
import { listBillingTerms } from './lookups';
import { isRecurring } from './plan-start';
import { refreshSchedule } from './refresh-schedule';
import type { PeriodPlan } from './rules/plan-period';
import { endRunningPeriod } from './running-period';
import { startPeriod } from './start-period';
import { lockSchedule } from './store';

/**
 * Ends the running period now, or where it has stood still since, and decides the planned one on the service's current
 * terms.
 */
export async function replacePeriod(
  ctx: TxCtx,
  {
    serviceId,
    runningIndex,
    plan,
    standsSince,
  }: {
    serviceId: number;
    runningIndex: number | null;
    plan: PeriodPlan | null;
    standsSince?: Date | undefined;
  },
): Promise<PeriodResult> {
  await lockSchedule(ctx, serviceId);
  if (standsSince) await giveBackPacks(ctx, { serviceId, since: standsSince });
  if (runningIndex !== null) {
    // Ends exactly where the new period begins, to the fraction of a second, so that periods neither overlap
    // nor leave a gap.
    const at = standsSince ?? plan?.startsAt ?? ctx.now;
    await endRunningPeriod(ctx, { serviceId, index: runningIndex, at });
  }
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  if (!terms) throw new Error(`service ${serviceId} has no terms`);
  if (!plan || !isRecurring(terms)) return startPeriod(ctx, serviceId);
  const result = await decidePlannedPeriod(ctx, terms, plan);
  // A plan without a data limit grants nothing, but must still lift the cap of the old plan.
  await applyCaps(ctx, { serviceIds: [serviceId] });
  return result;
}

/** Packs outlast the period, so they get back the time in which the service stood still. */
async function giveBackPacks(
  ctx: TxCtx,
  { serviceId, since }: { serviceId: number; since: Date },
): Promise<void> {
  const shiftSeconds = Math.floor((ctx.now.getTime() - since.getTime()) / 1000);
  if (shiftSeconds > 0)
    await shiftAllocations(ctx, { serviceId, since, until: ctx.now, shiftSeconds });
}

/** Stores the terms of the next period and who chose them; nothing is charged before it starts. */
export async function scheduleNextVersion(
  ctx: TxCtx,
  {
    serviceId,
    itemVersionId,
    feeMinor = 0n,
  }: { serviceId: number; itemVersionId: number; feeMinor?: bigint },
): Promise<void> {
  await ctx.tx.execute(sql`
    update services s
    set next_item_version_id = v.id, next_fee_minor = ${feeMinor},
        next_planned_by = ${actorLabel(ctx.actor)}, next_planned_at = ${ctx.now.toISOString()},
        -- Another plan stands in for newer terms of the present one, which wait behind it.
        next_instead_of_version_id = case when v.item_id <> s.item_id then coalesce(s.next_instead_of_version_id, (
          select waiting.id from catalog_item_versions waiting
          where waiting.id = s.next_item_version_id and waiting.item_id = s.item_id)) end,
        updated_at = ${ctx.now.toISOString()}
    from catalog_item_versions v
    where s.id = ${serviceId} and v.id = ${itemVersionId}`);
  await refreshSchedule(ctx, serviceId);
}

/** Cancels the planned terms, or restores newer terms of the current plan that the change had replaced. */
export async function forgetNextVersion(ctx: TxCtx, serviceId: number): Promise<void> {
  await ctx.tx.execute(sql`
    update services
    set next_item_version_id = next_instead_of_version_id, next_instead_of_version_id = null, next_fee_minor = 0,
        next_planned_by = null, next_planned_at = null, updated_at = ${ctx.now.toISOString()}
    where id = ${serviceId}`);
  await refreshSchedule(ctx, serviceId);
}
