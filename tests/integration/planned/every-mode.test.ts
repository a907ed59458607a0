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
const TOTAL_MINOR = PRICE_MINOR + FEE_MINOR;
const creditMinor = { enough: TOTAL_MINOR, short: 1_100n } as const;

const sources = {
  enough: { credit_based: 'credit', one_off: 'invoice', none: 'credit' },
  short: { credit_based: 'short', one_off: 'invoice', none: 'short' },
} as const;

type Rhythm = { mode: RecurrenceMode; unit: 'day' | 'week' | 'month'; graceDays?: number };

/** A running week in one mode, and a plan in another mode to follow it. */
async function given(
  from: RecurrenceMode,
  { mode, unit, graceDays = 0 }: Rhythm,
  wantedMinor: bigint,
) {
  const customerId = await givenCustomer({ balance: 500n });
  const own = await givenPlan({ changeFeeUpMinor: FEE_MINOR, recurrenceMode: from });
  const to = await givenPlan({
    ...{ unitPriceMinor: PRICE_MINOR, recurrenceMode: mode, intervalUnit: unit, graceDays },
  });
  const serviceId = await givenService({ customerId, itemId: own.itemId });
  const wanted = wantedMinor - (await balanceOf(customerId));
  if (wanted > 0n) await givenCredit(customerId, wanted, start);
  return { customerId, serviceId, itemId: to.itemId };
}

/** The next payment, from every place that shows it. */
async function toldOf({ customerId, serviceId }: Ids) {
  const ctx = subscriberCtx(customerId, soon);
  const page = (await getPortalService(ctx, serviceId)).renewal;
  const [home] = await listPortalServices(ctx, customerId);
  const next = (await findServiceCard(staffCtx(soon), serviceId))?.next ?? null;
  return { page, home: home?.renewal, next, ...(await waitingOn({ customerId, serviceId }, soon)) };
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

type Case = (typeof cases)[number];

async function plan({ from, mode, credit, unit }: Case) {
  const ids = await given(from, { mode, unit }, creditMinor[credit]);
  // Only staff move a service to a plan on account.
  const ctx = mode === 'one_off' ? staffCtx(soon) : subscriberCtx(ids.customerId, soon);
  const sheet = await getPlanChangeSheet(ctx, { ...ids, moment: 'period_end' });
  await change(ctx, ids);
  return { ids, sheet, told: await toldOf(ids) };
}

describe('a change of plan at the end of the paid period', () => {
  const planned = new Map<Case, Awaited<ReturnType<typeof plan>>>();
  let forecast: Awaited<ReturnType<typeof getForecast>>;

  // One forecast and one sweep for all cases, because a forecast copies the whole database.
  beforeAll(async () => {
    for (const one of cases) planned.set(one, await plan(one));
    forecast = await getForecast(staffCtx(soon), { days: 7 });
    await sweepAt(week);
  }, 600_000);

  it.each(cases)(
    'from $from to a $unit of $mode with $credit credit is shown before and after it is planned, and happens as shown',
    async (one) => {
      const { mode, credit } = one;
      const shown = planned.get(one);
      if (!shown) throw new Error('the case was not planned');
      if (forecast === 'busy') throw new Error('nobody else forecasts here');
      const { ids, sheet, told } = shown;
      const kind = sources[credit][mode];
      const shortMinor = TOTAL_MINOR - creditMinor.short;
      const source = kind === 'short' ? { kind, shortMinor, topUpMinor: shortMinor } : { kind };
      expect(sheet.next).toEqual({
        ...{ at: week, priceMinor: TOTAL_MINOR, feeMinor: FEE_MINOR, source },
      });
      expect(told.home).toEqual(told.page);
      expect(told.page).toMatchObject({
        ...{ kind: 'renews', at: week, priceMinor: TOTAL_MINOR, source },
      });
      expect(told.next).toEqual({
        ...{ dueAt: week, priceMinor: TOTAL_MINOR, isPostpaid: mode === 'one_off' },
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
      const withheld = forecast.withheld.filter(({ serviceId }) => serviceId === ids.serviceId);
      expect(withheld).toHaveLength(kind === 'short' ? 1 : 0);
      const holds = kind === 'short' ? ['no_credit'] : [];
      expect(await serviceNow(ids.serviceId)).toMatchObject({ holds });
      expect(await balanceOf(ids.customerId)).toBe(kind === 'credit' ? 0n : creditMinor[credit]);
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
    const ctx = subscriberCtx(ids.customerId, inGrace);
    expect((await getPortalService(ctx, ids.serviceId)).renewal).toMatchObject({
      ...{ kind: 'renews', at: graceEnds, priceMinor: TOTAL_MINOR, isInGrace: true },
      source: { kind: 'short', shortMinor: TOTAL_MINOR - 1_100n },
    });
    expect((await findServiceCard(staffCtx(inGrace), ids.serviceId))?.next).toMatchObject({
      ...{ dueAt: graceEnds, priceMinor: TOTAL_MINOR, isInGrace: true },
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
