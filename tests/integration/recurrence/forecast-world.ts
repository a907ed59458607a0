import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { type ScheduleChange, scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { createSite } from '@/lib/catalog/sites/create-site';
import { DomainError } from '@/lib/kit/errors';
import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import { scheduleNextVersion } from '@/lib/recurrence/replace-period';
import { sweepMinute } from '@/lib/recurrence/rules';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import type { DiscountInput } from '@/lib/services/service-input';
import { grantAllocation } from '@/lib/usage/grant-allocation';
import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import {
  at,
  GIGABYTE,
  givenCustomer,
  givenPlan,
  givenService,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

/** Clocks go forward on 29 March 2026, within the forecast days. */
export const ZONE = 'Europe/London';

/** Pseudo-random numbers determined by a seed: 0 ≤ n < `below`. */
export type Dice = (below: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Plans = Awaited<ReturnType<typeof givenPlans>>;

async function givenPlans() {
  const tax = { taxRatePpm: 200_000 };
  return {
    daily: (await givenPlan({ unitPriceMinor: 90n, intervalUnit: 'day', ...tax })).itemId,
    weekly: (
      await givenPlan({
        ...{ unitPriceMinor: 500n, rolloverPeriods: 1, bonusDataBytes: GIGABYTE },
        ...tax,
      })
    ).itemId,
    monthly: (await givenPlan({ unitPriceMinor: 1_900n, intervalUnit: 'month', keepAnchor: true }))
      .itemId,
    endless: (await givenPlan({ unitPriceMinor: 700n, dataLimitBytes: null, graceDays: 2 })).itemId,
    posted: (await givenPlan({ unitPriceMinor: 300n, recurrenceMode: 'one_off' })).itemId,
    single: (await givenPlan({ unitPriceMinor: 400n, recurrenceMode: 'none' })).itemId,
    raised: await givenPlan({ unitPriceMinor: 650n, dataLimitBytes: 9n * GIGABYTE }),
  };
}

/**
 * A small operator with every case: wallets shared by services of different priority, some of them too small;
 * discounts, end dates, pauses, planned changes and data that expires on its day.
 */
export async function givenMixedWorld(
  dice: Dice,
  { customers }: { customers: number },
): Promise<{ siteId: number; now: Date }> {
  const plans = await givenPlans();
  const { siteId } = await createSite(systemCtx(), { name: 'North mast' });
  const services: { serviceId: number; bornAt: Date }[] = [];
  for (let number = 0; number < customers; number += 1) {
    const customerId = await givenCustomer({ balance: BigInt(2_000 + dice(14_000)) });
    let previous: number | undefined;
    for (let count = 1 + dice(4); count > 0; count -= 1) {
      const bornAt = at(start, { minutes: number * 5, seconds: dice(2) * dice(299) });
      const serviceId = await givenAnyService(dice, {
        customerId,
        plans,
        siteId,
        bornAt,
        previous,
      });
      previous = serviceId;
      services.push({ serviceId, bornAt });
    }
  }
  const now = at(start, { days: 2, minutes: 7, seconds: 11 });
  await liveThrough(at(start, { minutes: customers * 5 }), now);
  for (const { serviceId } of services) await givenAnyFate(dice, { serviceId, plans, now });
  return { siteId, now };
}

const day = (from: Date, days: number) => addDays(localDateOf(from, ZONE), days);

async function givenAnyService(
  dice: Dice,
  {
    customerId,
    plans,
    siteId,
    bornAt,
    previous,
  }: {
    customerId: number;
    plans: Plans;
    siteId: number;
    bornAt: Date;
    previous: number | undefined;
  },
): Promise<number> {
  const { daily, weekly, monthly, endless, posted, single } = plans;
  const itemId = [daily, weekly, monthly, endless, posted, single][dice(6)] ?? weekly;
  const waits = previous !== undefined && dice(6) === 0 ? { waitsForServiceId: previous } : {};
  return givenService(
    {
      customerId,
      itemId,
      siteId: dice(2) === 0 ? siteId : null,
      priority: 100 + dice(3),
      quantity: 1 + dice(2),
      startDate: dice(5) === 0 ? day(bornAt, 1 + dice(12)) : day(bornAt, 0),
      endDate: dice(5) === 0 ? day(bornAt, 14 + dice(14)) : null,
      discounts: dice(2) === 0 ? [discount(dice, bornAt)] : [],
      ...waits,
    },
    bornAt,
  );
}

function discount(dice: Dice, from: Date): DiscountInput {
  const [startsIn, lasts] = [dice(12), dice(15)];
  return {
    ...{ kind: 'percent', percentPpm: 250_000, amountMinor: null, text: 'Spring' },
    startDate: day(from, startsIn),
    endDate: dice(3) === 0 ? null : day(from, startsIn + lasts),
    stackable: false,
  };
}

/** Gives a service something already known about its coming days. */
async function givenAnyFate(
  dice: Dice,
  { serviceId, plans, now }: { serviceId: number; plans: Plans; now: Date },
): Promise<void> {
  const ctx = staffCtx(now);
  const plan = (change: ScheduleChange['change']) =>
    allowed(scheduleChange(ctx, { serviceId, effectiveDate: day(now, 1 + dice(20)), change }));
  switch (dice(10)) {
    case 0:
      await allowed(pauseService(ctx, { serviceId, until: day(now, 1 + dice(15)) }));
      return;
    case 1:
      await plan({ kind: 'fields', fields: { customPriceMinor: BigInt(100 + dice(900)) } });
      return;
    case 2:
      await plan({ kind: 'plan', itemId: plans.raised.itemId });
      return;
    case 3:
      await plan({ kind: 'archive', reason: 'moves away' });
      return;
    case 4:
      await plan({ kind: 'pause', until: day(now, 22) });
      await plan({ kind: 'stop', hold: 'staff_stopped', reason: 'line is rebuilt' });
      return;
    case 5:
      await stopService(ctx, { serviceId, hold: 'staff_stopped', reason: 'unsafe mast' });
      await plan({ kind: 'unstop', hold: 'staff_stopped', reason: 'mast is safe' });
      return;
    case 6:
      await inTransaction(ctx, (tctx) =>
        scheduleNextVersion(tctx, { serviceId, itemVersionId: plans.raised.versionId }),
      );
      return;
    case 7:
      await inTransaction(ctx, (tctx) =>
        grantAllocation(tctx, {
          ...{ serviceId, source: 'staff', reason: 'sorry', grantedBytes: GIGABYTE },
          startsAt: now,
          expiresAt: at(now, { days: 1 + dice(20), minutes: dice(600) }),
        }),
      );
  }
}

/** Some services refuse a pause or a planned change; those stay as they are. */
async function allowed(attempt: Promise<unknown>): Promise<void> {
  await attempt.catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}

/**
 * Advances time as the product experiences it: the sweeps run one after another at every full minute with something due
 * and at every midnight; minutes in which they would find nothing are skipped.
 */
export async function liveThrough(from: Date, until: Date): Promise<void> {
  for (let now = sweepMinute(from); now <= until; now = await nextMinute(now)) {
    const ctx = systemCtx(now);
    await sweepServiceDates(ctx);
    await sweepScheduledChanges(ctx);
    await sweepSpecialPeriods(ctx);
    while ((await sweepRecurrences(ctx)).more);
    await sweepAllocations(ctx);
  }
}

async function nextMinute(now: Date): Promise<Date> {
  const midnight = startOfLocalDay(day(now, 1), ZONE);
  const [row] = await getSql()<{ due: string | null }[]>`
    select min(next_due) as due from schedule where not held`;
  const due = row?.due ? sweepMinute(new Date(row.due)) : midnight;
  // An overdue row would match every minute, but one sweep decides all of them.
  return due > now && due < midnight ? due : midnight;
}
