import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeService } from '@/lib/lifecycle/change-service';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

async function sweepAt(now: Date): Promise<void> {
  await sweepSpecialPeriods(systemCtx(now));
  await sweepRecurrences(systemCtx(now));
}

describe('the interval of a recurrence', () => {
  it.each([
    ['day', 1, '2026-01-31T09:00:00Z', ['2026-02-01', '2026-02-02', '2026-02-03']],
    ['day', 30, '2026-01-31T09:00:00Z', ['2026-03-02', '2026-04-01', '2026-05-01']],
    ['week', 2, '2026-01-31T09:00:00Z', ['2026-02-14', '2026-02-28', '2026-03-14']],
    ['month', 1, '2026-01-31T09:00:00Z', ['2026-02-28', '2026-03-31', '2026-04-30']],
    ['month', 3, '2026-11-30T09:00:00Z', ['2027-02-28', '2027-05-30', '2027-08-30']],
    ['month', 12, '2028-02-29T09:00:00Z', ['2029-02-28', '2030-02-28', '2031-02-28']],
  ] as const)(
    'of %s, every %i, renews on the exact days and never drifts',
    async (intervalUnit, intervalCount, from, days) => {
      const begins = new Date(from);
      const customerId = await givenCustomer({ balance: 9_000n, now: begins });
      const { itemId } = await givenPlan({ intervalUnit, intervalCount });
      const serviceId = await givenService({ customerId, itemId }, begins);
      for (const day of days.slice(0, 2)) await sweepAt(new Date(`${day}T09:00:00Z`));
      const periods = await periodsOf(serviceId);
      expect(periods.map(({ endsAt }) => endsAt)).toEqual(
        days.map((day) => `${day}T09:00:00.000Z`),
      );
      expect(periods.slice(1).map(({ startsAt }) => startsAt)).toEqual(
        periods.slice(0, -1).map(({ endsAt }) => endsAt),
      );
    },
  );
});

describe('a plan that keeps its dates', () => {
  it('charges the rest of the running period when credit returns, and renews on the old day', async () => {
    const customerId = await givenCustomer({ balance: 700n });
    const { itemId } = await givenPlan({ keepAnchor: true, unitPriceMinor: 700n });
    const serviceId = await givenService({ customerId, itemId });
    await sweepAt(at(start, { days: 7 }));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    const back = at(start, { days: 11 });
    await givenCredit(customerId, 1_000n, back);
    await resumeServices(systemCtx(back), { customerId });
    // Three of seven days are left.
    expect(await balanceOf(customerId)).toBe(700n);
    expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
      outcome: 'allocated',
      startsAt: back.toISOString(),
      endsAt: at(start, { days: 14 }).toISOString(),
    });
    await givenCredit(customerId, 700n, back);
    await sweepAt(at(start, { days: 14 }));
    expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
      outcome: 'allocated',
      startsAt: at(start, { days: 14 }).toISOString(),
      endsAt: at(start, { days: 21 }).toISOString(),
    });
    expect(await balanceOf(customerId)).toBe(700n);
  });
});

describe('the price of a period', () => {
  it('is that of the day it starts: a discount begins and ends between periods, taxed each time', async () => {
    const customerId = await givenCustomer({ balance: 10_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 1_000n, taxRatePpm: 200_000 });
    const serviceId = await givenService({ customerId, itemId });
    await changeService(staffCtx(), {
      serviceId,
      discounts: [
        { kind: 'percent', percentPpm: 500_000, startDate: '2026-03-09', endDate: '2026-03-15' },
      ],
    });
    for (const days of [7, 14, 21]) await sweepAt(at(start, { days }));
    const rows = await getSql()<{ price: number; tax: number }[]>`
      select price_minor::int as price, tax_minor::int as tax from periods where service_id = ${serviceId} order by index`;
    expect(rows.map(({ price, tax }) => [price, tax])).toEqual([
      [1_200, 200],
      [600, 100],
      [1_200, 200],
      [1_200, 200],
    ]);
    expect(await balanceOf(customerId)).toBe(10_000n - 4_200n);
  });
});

describe('one-off and credit-based services of one customer', () => {
  it('pay from different accounts: what is owed takes nothing from the wallet', async () => {
    const customerId = await givenCustomer({ balance: 1_000n });
    const wallet = await givenPlan();
    const postpaid = await givenPlan({ recurrenceMode: 'one_off', unitPriceMinor: 9_000n });
    const paid = await givenService({ customerId, itemId: wallet.itemId, priority: 9 });
    const owed = await givenService({ customerId, itemId: postpaid.itemId, priority: 1 });
    await sweepAt(at(start, { days: 7 }));
    expect((await serviceNow(paid)).status).toBe('active');
    expect((await serviceNow(owed)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await balanceOf(customerId, 'postpaid')).toBe(-18_000n);
  });

  it('spend short credit by priority, then by who was due first, then by age', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const later = at(start, { hours: 1 });
    const third = await givenService({ customerId, itemId, priority: 5 }, later);
    const second = await givenService({ customerId, itemId, priority: 5 });
    const first = await givenService({ customerId, itemId, priority: 1 }, later);
    // 2,000 - 3 x 500 leaves 500: one of the three.
    await sweepAt(at(later, { days: 7 }));
    expect((await serviceNow(first)).status).toBe('active');
    expect((await serviceNow(second)).status).toBe('stopped');
    expect((await serviceNow(third)).status).toBe('stopped');
    await givenCredit(customerId, 500n, at(later, { days: 7 }));
    await resumeServices(systemCtx(at(later, { days: 7 })), { customerId });
    expect((await serviceNow(second)).status, 'the one that was due first').toBe('active');
    expect((await serviceNow(third)).status).toBe('stopped');
  });
});
