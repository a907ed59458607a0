import type { TxCtx } from '@/lib/context';
import { decidePlannedPeriod, type PeriodResult } from './decide-period';
import { giveBackGraceBreaks } from './give-back-time';
import { listBillingTerms } from './lookups';
import { isRecurring, planOfCurrent } from './plan-start';
import { refreshSchedule } from './refresh-schedule';
import type { PeriodPlan } from './rules/plan-period';
import { lockSchedule } from './store';

/**
 * Pays the period whose grace is running, in the caller's transaction: the whole of it, from the moment it
 * was due, on the terms it began on: what is planned follows it. It ends later by the time in which the service stood
 * still meanwhile. Short again changes nothing; the grace goes on.
 */
export async function payInGrace(ctx: TxCtx, serviceId: number): Promise<PeriodResult> {
  const row = await lockSchedule(ctx, serviceId);
  const [found] = await listBillingTerms(ctx, [serviceId]);
  if (!row || !found) throw new Error(`service ${serviceId} has no period in its grace`);
  if (!isRecurring(found)) throw new Error(`service ${serviceId} has no further period`);
  const result = await decidePlannedPeriod(ctx, found, planOfCurrent(found, row, row.nextIndex));
  if (result.kind === 'withheld') await refreshSchedule(ctx, serviceId);
  else await giveBackGraceBreaks(ctx, row);
  return result;
}

/**
 * Pays only the part of that period that its grace has served, as planned, because the service leaves the plan now: a
 * period of its own, without data.
 */
export async function payServed(
  ctx: TxCtx,
  { serviceId, plan }: { serviceId: number; plan: PeriodPlan },
): Promise<PeriodResult> {
  await lockSchedule(ctx, serviceId);
  const [found] = await listBillingTerms(ctx, [serviceId]);
  if (!found || !isRecurring(found)) throw new Error(`service ${serviceId} has no period to pay`);
  const terms = { ...found, quotaBytes: null, bonusBytes: null, changeFeeMinor: 0n };
  return decidePlannedPeriod(ctx, terms, plan);
}
