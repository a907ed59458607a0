import { beforeAll, describe, expect, it } from 'vitest';
import { getForecast } from '@/lib/calendar/forecast/get-forecast';
import type { RecurrenceMode } from '@/lib/kit/words';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getPortalService, listPortalServices } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { change, type Ids, sweepAt, waitingOn } from './support';

beforeAll(() => givenOperator());

const soon = at(start, { days: 1 });
const week = at(start, { days: 7 });
const PRICE_MINOR = 4_000n;
const FEE_MINOR = 150n;

const sources = {
  enough: { credit_based: 'credit', one_off: 'invoice', none: 'credit' },
  short: { credit_based: 'short', one_off: 'invoice', none: 'short' },
} as const;

type Rhythm = { mode: RecurrenceMode; unit: 'day' | 'week' | 'month'; graceDays?: number };

/** A running week in one mode, and a plan in another mode to follow it. */
async function given(
  from: RecurrenceMode,
  { mode, unit, graceDays = 0 }: Rhythm,
  creditMinor: bigint,
) {
  const customerId = await givenCustomer({ balance: 500n });
  const own = await givenPlan({ changeFeeUpMinor: FEE_MINOR, recurrenceMode: from });
  const to = await givenPlan({
    ...{ unitPriceMinor: PRICE_MINOR, recurrenceMode: mode, intervalUnit: unit, graceDays },
  });
  const serviceId = await givenService({ customerId, itemId: own.itemId });
  const wanted = creditMinor - (await balanceOf(customerId));
  if (wanted > 0n) await givenCredit(customerId, wanted, start);
  return { customerId, serviceId, itemId: to.itemId };
}

/** The next payment, from every place that shows it. */
async function toldOf({ customerId, serviceId }: Ids) {
  const ctx = subscriberCtx(customerId, soon);
  const page = (await getPortalService(ctx, serviceId)).renewal;
  const [home] = await listPortalServices(ctx, customerId);
  expect(home?.renewal).toEqual(page);
  const card = await findServiceCard(staffCtx(soon), serviceId);
  return { page, next: card?.next ?? null, ...(await waitingOn({ customerId, serviceId }, soon)) };
}

async function forecastOf(serviceId: number, days: number) {
  const forecast = await getForecast(staffCtx(soon), { days });
  if (forecast === 'busy') throw new Error('nobody else forecasts here');
  return forecast.withheld.filter((row) => row.serviceId === serviceId);
}

const modes = ['credit_based', 'one_off', 'none'] as const;
const units = {
  credit_based: ['week'],
  one_off: ['month'],
  none: ['day', 'week', 'month'],
} as const;
const cases = modes.flatMap((from) =>
  modes.flatMap((mode) =>
    (['enough', 'short'] as const).flatMap((credit) =>
      units[mode].map((unit) => ({ from, mode, credit, unit })),
    ),
  ),
);

describe('a change of plan at the end of the paid period', () => {
  it.each(cases)(
    'from $from to a $unit of $mode with $credit credit is shown before and after it is planned, and happens as shown',
    async ({ from, mode, credit, unit }) => {
      const total = PRICE_MINOR + FEE_MINOR;
      const ids = await given(from, { mode, unit }, credit === 'enough' ? total : 1_100n);
      const kind = sources[credit][mode];
      const source =
        kind === 'short'
          ? { kind, shortMinor: total - 1_100n, topUpMinor: total - 1_100n }
          : { kind };
      const ctx = subscriberCtx(ids.customerId, soon);
      const sheet = await getPlanChangeSheet(ctx, { ...ids, moment: 'period_end' });
      expect(sheet.next).toEqual({ at: week, priceMinor: total, feeMinor: FEE_MINOR, source });
      await change(ctx, ids);
      const told = await toldOf(ids);
      expect(told.page).toMatchObject({ kind: 'renews', at: week, priceMinor: total, source });
      expect(told.next).toEqual({
        ...{ dueAt: week, priceMinor: total, isPostpaid: mode === 'one_off' },
        ...{ isInGrace: false, isStandingStill: false },
      });
      expect(told.portal).toMatchObject({
        at: week,
        priceMinor: PRICE_MINOR,
        feeMinor: FEE_MINOR,
        mode,
      });
      expect(told.staff).toEqual(told.portal);
      expect(told.list).toEqual(told.portal);
      expect(await forecastOf(ids.serviceId, 7)).toHaveLength(kind === 'short' ? 1 : 0);
      await sweepAt(week);
      const holds = kind === 'short' ? ['no_credit'] : [];
      expect(await serviceNow(ids.serviceId)).toMatchObject({ holds });
      expect(await balanceOf(ids.customerId)).toBe(
        kind === 'credit' ? 0n : credit === 'enough' ? total : 1_100n,
      );
    },
  );

  it('to a plan that ends automatically ends with that plan, and costs nothing more', async () => {
    const ids = await given('credit_based', { mode: 'none', unit: 'week' }, 20_000n);
    await change(subscriberCtx(ids.customerId, soon), ids);
    await sweepAt(week);
    const on = subscriberCtx(ids.customerId, at(week, { hours: 1 }));
    const over = at(week, { days: 7 });
    expect((await getPortalService(on, ids.serviceId)).renewal).toEqual({ kind: 'ends', at: over });
    const before = await balanceOf(ids.customerId);
    await sweepAt(over);
    expect(await serviceNow(ids.serviceId)).toMatchObject({ holds: ['ended'] });
    expect(await balanceOf(ids.customerId)).toBe(before);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});

describe('a plan that ends automatically whose only period is unpaid in its grace', () => {
  async function givenGrace() {
    const ids = await given('credit_based', { mode: 'none', unit: 'week', graceDays: 2 }, 1_100n);
    await change(subscriberCtx(ids.customerId, soon), ids);
    await sweepAt(week);
    return ids;
  }
  const inGrace = at(week, { days: 1 });
  const graceEnds = at(week, { days: 2 });

  it('asks for its price in portal and admin until the grace ends', async () => {
    const ids = await givenGrace();
    const total = PRICE_MINOR + FEE_MINOR;
    const ctx = subscriberCtx(ids.customerId, inGrace);
    expect((await getPortalService(ctx, ids.serviceId)).renewal).toMatchObject({
      ...{ kind: 'renews', at: graceEnds, priceMinor: total, isInGrace: true },
      source: { kind: 'short', shortMinor: total - 1_100n },
    });
    expect((await findServiceCard(staffCtx(inGrace), ids.serviceId))?.next).toMatchObject({
      ...{ dueAt: graceEnds, priceMinor: total, isInGrace: true },
    });
  });

  it('then waits for credit like any other plan, and starts with it', async () => {
    const ids = await givenGrace();
    await sweepAt(graceEnds);
    expect(await serviceNow(ids.serviceId)).toMatchObject({ holds: ['no_credit'] });
    const later = at(graceEnds, { hours: 5 });
    await givenCredit(ids.customerId, 10_000n, later);
    await resumeServices(staffCtx(later), { customerId: ids.customerId });
    expect(await serviceNow(ids.serviceId)).toMatchObject({ status: 'active' });
    await sweepAt(at(later, { days: 7 }));
    expect(await serviceNow(ids.serviceId)).toMatchObject({ holds: ['ended'] });
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
