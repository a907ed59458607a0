import { beforeAll, describe, expect, it } from 'vitest';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator({ topUpMinMinor: 1n }));

async function liveDays(days: number): Promise<void> {
  for (let hour = 1; hour <= days * 24; hour += 1) {
    while ((await sweepRecurrences(systemCtx(at(start, { hours: hour })))).more);
  }
}

describe('the next renewal as shown to its subscriber', () => {
  it('counts what other services will charge to the wallet until then', async () => {
    const daily = await givenPlan({ unitPriceMinor: 100n, intervalUnit: 'day' });
    const weekly = await givenPlan({ unitPriceMinor: 500n });
    // The first periods, then 6 days and the week: one cent short.
    const customerId = await givenCustomer({ balance: 600n + 7n * 100n + 500n - 1n });
    await givenService({ customerId, itemId: daily.itemId });
    const weeklyId = await givenService({ customerId, itemId: weekly.itemId, priority: 200 });

    const told = await getPortalService(subscriberCtx(customerId), weeklyId);
    expect(told.renewal).toMatchObject({
      kind: 'renews',
      at: at(start, { days: 7 }),
      priceMinor: 500n,
      source: { kind: 'short', shortMinor: 1n, topUpMinor: 50n },
    });

    await givenCredit(customerId, 1n);
    const toldThen = await getPortalService(subscriberCtx(customerId), weeklyId);
    expect(toldThen.renewal).toMatchObject({ source: { kind: 'credit' } });
    await liveDays(7);
    expect((await periodsOf(weeklyId)).at(-1)).toMatchObject({ index: 1, outcome: 'allocated' });
  });

  it('is shown as an end where the service ends first', async () => {
    const { itemId } = await givenPlan();
    const customerId = await givenCustomer({ balance: 500n });
    const serviceId = await givenService({ customerId, itemId, endDate: '2026-03-05' });
    const told = await getPortalService(subscriberCtx(customerId), serviceId);
    expect(told.renewal).toEqual({ kind: 'ends', at: new Date('2026-03-06T00:00:00Z') });
  });
});
