import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { emitEvents } from '@/lib/jobs/emit-events';
import { setHolds } from '@/lib/services/set-holds';
import { decidePlannedPeriod, type RecurringTerms, scheduleNext } from './decide-period';
import { listBillingTerms } from './queries';
import { duePeriods, startOfPeriod } from './rules';
import { type PeriodPlan, planRestOfPeriod } from './rules/plan-period';
import { isRecurring, takeNextVersion } from './start-service';
import { deleteSchedule, insertPeriods, lockSchedule, type ScheduleRow } from './store';

const perCall = 200;

/**
 * Decides the due periods the set-based sweep leaves out because their price or terms change with them
 * (a discount starts or ends, new plan terms, the end of a recurrence `none`): one transaction each.
 */
export async function sweepSpecialPeriods(ctx: Ctx): Promise<{ decided: number; more: boolean }> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const rows = await getDb().execute<{ id: number }>(sql`
    select service_id::int as id from schedule
    where not held and next_due <= ${ctx.now.toISOString()}
      and reprice_on <= (${ctx.now.toISOString()}::timestamptz at time zone zone)::date
    order by next_due, priority, service_id limit ${perCall}`);
  let decided = 0;
  for (const { id } of rows) {
    if (await inTransaction(ctx, (tctx) => decideSpecial(tctx, id))) decided += 1;
  }
  return { decided, more: rows.length === perCall };
}

async function decideSpecial(ctx: TxCtx, serviceId: number): Promise<boolean> {
  const row = await lockSchedule(ctx, serviceId);
  const due = row && !row.held ? duePeriods(row, ctx.now) : null;
  const [found] = await listBillingTerms(ctx, [serviceId]);
  if (!row || !due || !found) return false;
  if (row.mode === 'none') {
    await deleteSchedule(ctx, serviceId);
    await setHolds(ctx, { serviceIds: [serviceId], reason: 'ended' });
    return true;
  }
  const terms = await takeNextVersion(ctx, found);
  if (!isRecurring(terms)) {
    await deleteSchedule(ctx, serviceId);
    return true;
  }
  await recordMissed(ctx, row, due.missed);
  const plan = planOfCurrent(terms, row, due.current);
  const result = await decidePlannedPeriod(ctx, terms, plan);
  if (result.kind === 'withheld')
    await withhold(ctx, { terms, plan, balanceSeenMinor: result.balanceSeenMinor });
  return true;
}

function planOfCurrent(terms: RecurringTerms, row: ScheduleRow, index: number): PeriodPlan {
  const startsAt = startOfPeriod(row, index);
  const anchor = { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex };
  return planRestOfPeriod(
    terms,
    { index, startsAt, endsAt: startOfPeriod(row, index + 1), anchor },
    startsAt,
  );
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
      outcome: 'missed' as const,
      reason: 'outage',
      priceMinor: 0n,
      taxMinor: 0n,
    })),
  );
}

async function withhold(
  ctx: TxCtx,
  {
    terms,
    plan,
    balanceSeenMinor,
  }: { terms: RecurringTerms; plan: PeriodPlan; balanceSeenMinor: bigint },
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
