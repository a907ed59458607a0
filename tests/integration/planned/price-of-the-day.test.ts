import { beforeAll, describe, expect, it } from 'vitest';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { sweepAt } from './support';

/** Thirteen hours ahead of UTC: its days change at 11:00 UTC. */
beforeAll(() => givenOperator({ timeZone: 'Pacific/Auckland' }));

const lastSecond = new Date('2026-03-04T10:59:59Z');
const nextDay = new Date('2026-03-04T11:00:00Z');
const half = { kind: 'percent' as const, percentPpm: 500_000, stackable: false, text: '' };

/** The price of the day as staff and subscribers read it, and what a service that starts then is charged. */
async function pricesAt(now: Date, discount: { startDate: string; endDate: string | null }) {
  const { itemId } = await givenPlan({ unitPriceMinor: 1_000n });
  const customerId = await givenCustomer({ balance: 10_000n });
  const discounts = [{ ...half, ...discount }];
  const serviceId = await givenService({ customerId, itemId, discounts }, now);
  const { priceTodayMinor } = await getServiceDetail(staffCtx(now), serviceId);
  const portal = await getPortalService(subscriberCtx(customerId, now), serviceId);
  expect(portal.priceMinor).toBe(priceTodayMinor);
  expect(10_000n - (await balanceOf(customerId))).toBe(priceTodayMinor);
  return { priceTodayMinor, customerId, serviceId };
}

describe('the price of today on a service’s page', () => {
  it.each([
    ['ends today', { startDate: '2026-01-01', endDate: '2026-03-04' }, 500n, 1_000n],
    ['begins tomorrow', { startDate: '2026-03-05', endDate: null }, 1_000n, 500n],
  ])(
    'is what a period that starts now costs where a discount %s',
    async (_when, days, now, then) => {
      expect((await pricesAt(lastSecond, days)).priceTodayMinor).toBe(now);
      expect((await pricesAt(nextDay, days)).priceTodayMinor).toBe(then);
    },
  );
});

describe('the sheet of a plan change', () => {
  it('shows the present plan’s price on the day of the change, which is what its renewal costs', async () => {
    const ends = { startDate: '2026-01-01', endDate: '2026-03-04' };
    const { customerId, serviceId } = await pricesAt(lastSecond, ends);
    const { itemId } = await givenPlan({ unitPriceMinor: 3_000n });
    const asked = { customerId, serviceId, itemId } as const;
    const ctx = staffCtx(lastSecond);
    const sheetOf = (moment: 'now' | 'period_end') =>
      getPlanChangeSheet(ctx, { ...asked, moment }).then(({ prices }) => prices);
    expect(await sheetOf('now')).toEqual({ beforeMinor: 500n, afterMinor: 1_500n });
    expect(await sheetOf('period_end')).toEqual({ beforeMinor: 1_000n, afterMinor: 3_000n });
    await sweepAt(new Date('2026-03-11T10:59:59Z'));
    expect(await balanceOf(customerId)).toBe(10_000n - 500n - 1_000n);
  });
});
