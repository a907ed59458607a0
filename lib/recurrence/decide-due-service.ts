import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { Rest } from '@/lib/pricing/rules/plan-change';
import { holdUnserved } from '@/lib/services/hold-unserved';
import { isCalendarFirst } from '@/lib/services/lookups/calendar-first';
import { setHolds } from '@/lib/services/set-holds';
import { stretchAllocations } from '@/lib/usage/stretch-allocations';
import { decidePlannedPeriod, savePeriodPrice, scheduleNext } from './decide-period';
import { giveBackGraceBreaks } from './give-back-time';
import { listBillingTerms, type RecurringTerms, type ScheduleRow } from './lookups';
import { isRecurring, planOfCurrent } from './plan-start';
import {
  type DuePeriods,
  duePeriods,
  endsWhenDue,
  type GraceTerms,
  graceEnd,
  startOfPeriod,
} from './rules';
import type { PeriodPlan } from './rules/plan-period';
import { servedIn } from './rules/served-in-grace';
import { takeNextVersion } from './start-period';
import { deleteSchedule, insertPeriods, lockSchedule } from './store';

export type DueResult = {
  /**
   * `in_grace`: not enough credit, decided later; `ended`: there is no further period; `not_connected`: its
   * router cannot connect it, so it is decided once one can; `not_due`: nothing to decide, already
   * decided, or the calendar decides first.
   */
  outcome: 'allocated' | 'withheld' | 'in_grace' | 'ended' | 'not_connected' | 'not_due';
  /** Number of periods recorded as missed before the decided one. */
  missed: number;
};

/**
 * Decides the due period of one service in the caller's transaction, at the price and terms of that day.
 * Idempotent: under the schedule's lock, a decided period is no longer due.
 */
export async function decideDueService(ctx: TxCtx, serviceId: number): Promise<DueResult> {
  const row = await lockSchedule(ctx, serviceId);
  const due = row && !row.held && row.nextDue <= ctx.now ? dueOf(row, ctx.now) : null;
  const [found] = await listBillingTerms(ctx, [serviceId]);
  if (!row || !due || !found) return { outcome: 'not_due', missed: 0 };
  if (await isCalendarFirst(ctx, { serviceId, now: ctx.now }))
    return { outcome: 'not_due', missed: 0 };
  // A period in its grace is decided on the terms it began with.
  const isSamePeriod = row.inGrace;
  if (endsWhenDue({ ...found, mode: row.mode }, { inGrace: isSamePeriod })) {
    await deleteSchedule(ctx, serviceId);
    await setHolds(ctx, { serviceIds: [serviceId], reason: 'ended' });
    return { outcome: 'ended', missed: 0 };
  }
  if (await holdUnserved(ctx, serviceId)) return { outcome: 'not_connected', missed: 0 };
  const terms = isSamePeriod ? found : await takeNextVersion(ctx, found);
  if (!isRecurring(terms)) {
    await deleteSchedule(ctx, serviceId);
    return { outcome: 'ended', missed: 0 };
  }
  await recordMissed(ctx, row, due.missed);
  const plan = planOfCurrent(terms, row, due.current);
  const result = await decidePlannedPeriod(ctx, terms, plan);
  const missed = due.missed.length;
  if (result.kind === 'allocated') {
    if (isSamePeriod) await giveBackGraceBreaks(ctx, row);
    return { outcome: 'allocated', missed };
  }
  const graceUntil = graceEnd(graceOf(terms, plan, row), ctx.now);
  if (graceUntil === null) {
    const { balanceSeenMinor } = result;
    const ran = row.inGrace ? servedIn(row, row.nextDue) : null;
    await withhold(ctx, { terms, plan, balanceSeenMinor, ran });
    return { outcome: 'withheld', missed };
  }
  await scheduleNext(ctx, terms, plan, graceUntil);
  await stretchAllocations(ctx, {
    serviceId,
    periodIndex: row.nextIndex - 1,
    from: row.nextDue,
    until: graceUntil,
  });
  return { outcome: 'in_grace', missed };
}

/** A period in its grace was served, so it is decided before those after it, however late that is. */
function dueOf(row: ScheduleRow, now: Date): DuePeriods | null {
  return row.inGrace ? { missed: [], current: row.nextIndex } : duePeriods(row, now);
}

function graceOf(terms: RecurringTerms, plan: PeriodPlan, row: ScheduleRow): GraceTerms {
  const { startsAt, endsAt, anchor } = plan;
  const { inGrace } = row;
  return { startsAt, endsAt, zone: anchor.zone, graceDays: terms.graceDays, inGrace };
}

async function recordMissed(
  ctx: TxCtx,
  row: ScheduleRow,
  missed: readonly number[],
): Promise<void> {
  await insertPeriods(
    ctx,
    missed.map((index) => ({
      serviceId: row.serviceId,
      index,
      customerId: row.customerId,
      startsAt: startOfPeriod(row, index),
      endsAt: startOfPeriod(row, index + 1),
      ...{ outcome: 'missed', reason: 'outage', priceMinor: 0n, taxMinor: 0n },
    })),
  );
}

async function withhold(
  ctx: TxCtx,
  {
    terms,
    plan,
    balanceSeenMinor,
    ran,
  }: { terms: RecurringTerms; plan: PeriodPlan; balanceSeenMinor: bigint; ran: Rest | null },
): Promise<void> {
  const { serviceId, customerId } = terms;
  await insertPeriods(ctx, [
    {
      serviceId,
      index: plan.index,
      customerId,
      startsAt: plan.startsAt,
      endsAt: plan.endsAt,
      outcome: 'withheld',
      reason: 'insufficient_credit',
      priceMinor: plan.totalMinor,
      taxMinor: plan.totalTaxMinor,
      feeMinor: plan.feeNetMinor + plan.feeTaxMinor,
      feeTaxMinor: plan.feeTaxMinor,
      priceId: await savePeriodPrice(ctx, terms, plan.whole),
      partSeconds: ran?.leftSeconds ?? null,
      partOfSeconds: ran?.ofSeconds ?? null,
      balanceSeenMinor,
    },
  ]);
  await scheduleNext(ctx, terms, plan);
  await setHolds(ctx, { serviceIds: [serviceId], reason: 'no_credit' });
  await emitEvents(ctx, [
    {
      name: 'period/withheld',
      data: { serviceId, customerId, periodIndex: plan.index },
      id: `period/withheld:${serviceId}:${plan.index}`,
    },
  ]);
}
