import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { getPlanChangeSheet, listChangePrices } from '@/lib/screens/portal/plan-change';
import { getPortalService } from '@/lib/screens/portal/services';
import type { ServiceInput } from '@/lib/services/service-input';
import { Random } from '@/tests/simulation/random';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { change, sweepAt } from './support';

beforeAll(() => givenOperator({ taxMode: 'exclusive', timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const due = at(start, { days: 7 });
const random = new Random('shown prices');

function any<T>(list: readonly T[]): T {
  const one = random.pick(list);
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

function anyInput(): Partial<ServiceInput> {
  const days = [
    { startDate: '2026-03-01', endDate: null },
    { startDate: '2026-03-01', endDate: '2026-03-05' },
    { startDate: '2026-03-08', endDate: '2026-03-21' },
  ];
  const discount = () => ({
    ...(random.chance(0.5)
      ? { kind: 'percent' as const, percentPpm: random.int(1, 900_000) }
      : { kind: 'fixed' as const, amountMinor: BigInt(random.int(1, 900)) }),
    ...any(days),
    stackable: random.chance(0.5),
  });
  return {
    quantity: random.int(1, 12),
    customPriceMinor: random.chance(0.5) ? BigInt(random.int(0, 3_000)) : null,
    discounts: Array.from({ length: random.int(0, 2) }, discount),
  };
}

/** What the period starting then was charged, without fees. */
async function chargedAt(serviceId: number, startsAt: Date): Promise<bigint> {
  const [row] = await getSql()<{ price: string }[]>`
    select (price_minor - fee_minor)::text as price from periods
    where service_id = ${serviceId} and starts_at = ${startsAt.toISOString()} and outcome = 'allocated'
    order by index desc limit 1`;
  return BigInt(row?.price ?? -1);
}

async function givenCase() {
  const [keepAnchor, moment] = [random.chance(0.5), any(['now', 'period_end'] as const)];
  const mode = any(['credit_based', 'one_off', 'none'] as const);
  const from = await givenPlan({
    ...{ unitPriceMinor: BigInt(random.int(1, 5_000)), taxRatePpm: 175_000 },
    ...{ changeFeeUpMinor: 333n, changeFeeDownMinor: 77n },
  });
  const to = await givenPlan({
    ...{ unitPriceMinor: BigInt(random.int(1, 5_000)), taxRatePpm: 200_000, keepAnchor },
    recurrenceMode: mode,
  });
  const input = { itemId: from.itemId, ...anyInput() };
  const customerId = await givenCustomer({ balance: 10_000_000n });
  const serviceId = await givenService({ customerId, ...input });
  const stays = await givenService({ customerId, ...input });
  const isRest = moment === 'now' && keepAnchor;
  return { customerId, serviceId, stays, itemId: to.itemId, moment, mode, isRest };
}

/** What one sheet shows of a change, which is then carried out. */
async function shownAndChanged() {
  const { moment, stays, isRest, mode, ...ids } = await givenCase();
  // Only staff move a service to a plan on account.
  const onAccount = mode === 'one_off';
  const ctx = onAccount ? staffCtx(soon) : subscriberCtx(ids.customerId, soon);
  const { prices } = await getPlanChangeSheet(ctx, { ...ids, moment });
  const ofPlans = await listChangePrices(ctx, ids);
  expect(await listChangePrices(staffCtx(soon), ids)).toEqual(ofPlans);
  const isNow = moment === 'now' && !isRest;
  if (isNow) {
    expect(ofPlans.get(ids.itemId)).toBe(prices.afterMinor);
    const { priceMinor } = await getPortalService(ctx, ids.serviceId);
    expect(prices.beforeMinor).toBe(priceMinor);
  }
  await change(ctx, ids, moment);
  // A plan that ends automatically has no full period after the rest of a running one.
  const isOver = isRest && mode === 'none';
  return { ...ids, ...prices, stays, isOver, wholeFrom: isNow ? soon : due };
}

describe('the prices that a change of plan shows', () => {
  it('are what a full period costs the service on either plan, for any quantity, price and discounts', async () => {
    const told = [];
    for (let count = 0; count < 30; count += 1) told.push(await shownAndChanged());
    await sweepAt(due);
    for (const { serviceId, stays, beforeMinor, afterMinor, wholeFrom, isOver } of told) {
      if (!isOver) expect(await chargedAt(serviceId, wholeFrom)).toBe(afterMinor);
      if (wholeFrom === due) expect(await chargedAt(stays, due)).toBe(beforeMinor);
    }
    // Each of these periods records a price that comes to what it costs.
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  }, 180_000);

  it.each([
    [10, 1_700n, { kind: 'fixed', amountMinor: 500n }, 16_500n, 29_500n],
    [2, null, undefined, 7_800n, 6_000n],
    [2, null, { kind: 'percent', percentPpm: 100_000 }, 7_020n, 5_400n],
  ] as const)(
    'count %i units at a custom price of %s on both sides',
    async (quantity, customPriceMinor, discount, beforeMinor, afterMinor) => {
      const from = await givenPlan({ unitPriceMinor: 3_900n });
      const to = await givenPlan({ unitPriceMinor: 3_000n });
      const customerId = await givenCustomer({ balance: 100_000n });
      const serviceId = await givenService({
        ...{ customerId, itemId: from.itemId, quantity, customPriceMinor },
        discounts: discount ? [{ ...discount, startDate: '2026-03-01' }] : [],
      });
      const ctx = subscriberCtx(customerId, soon);
      const asked = { customerId, serviceId, itemId: to.itemId };
      for (const moment of ['now', 'period_end'] as const) {
        const { prices } = await getPlanChangeSheet(ctx, { ...asked, moment });
        expect(prices).toEqual({ beforeMinor, afterMinor });
      }
      expect((await listChangePrices(ctx, asked)).get(to.itemId)).toBe(afterMinor);
    },
  );

  it('are not shown for another customer’s service', async () => {
    const { itemId } = await givenPlan();
    const [customerId, stranger] = [await givenCustomer({ balance: 500n }), await givenCustomer()];
    const serviceId = await givenService({ customerId, itemId });
    const asked = { customerId: stranger, serviceId };
    await expect(listChangePrices(subscriberCtx(stranger), asked)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
