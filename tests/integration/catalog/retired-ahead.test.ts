import { beforeAll, describe, expect, it } from 'vitest';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { changeItemStatus } from '@/lib/catalog/change-item-status';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { getItem } from '@/lib/screens/admin/catalogue-item';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { confirmOrder } from '@/tests/integration/orders/support';
import { sweepAt } from '@/tests/integration/planned/support';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

/** A weekly service, and a dearer plan to which nothing leads yet. */
async function given(balance: bigint) {
  const customerId = await givenCustomer({ balance });
  const from = await givenPlan();
  const to = await givenPlan({ unitPriceMinor: 900n });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  return { customerId, serviceId, from: from.itemId, itemId: to.itemId };
}

type Given = Awaited<ReturnType<typeof given>>;

const later = at(start, { days: 1 });
const retire = (itemId: number) => changeItemStatus(staffCtx(later), { itemId, status: 'retired' });

const itemOf = async (serviceId: number) => (await getServiceDetail(staffCtx(), serviceId)).itemId;

async function aheadOf(itemId: number) {
  const { liveServices, plannedChanges, waitingOrders } = await getItem(staffCtx(), itemId);
  return { liveServices, plannedChanges, waitingOrders };
}

describe('a plan that is retired while changes to it are ahead', () => {
  const confirm = (
    { customerId, serviceId, itemId }: Given,
    moment: 'now' | 'period_end',
    ctx = subscriberCtx(customerId),
  ) =>
    confirmOrder(ctx, customerId, {
      ...{ kind: 'plan_change', serviceId, itemId, moment },
    });

  it('still takes the place of the old one where the change was confirmed for the end of a period', async () => {
    const made = await given(5_000n);
    await confirm(made, 'period_end');
    expect(await aheadOf(made.itemId)).toEqual({
      ...{ liveServices: 0, plannedChanges: 1, waitingOrders: 0 },
    });
    await retire(made.itemId);
    await sweepAt(at(start, { days: 7 }));
    expect(await itemOf(made.serviceId)).toBe(made.itemId);
    expect(await balanceOf(made.customerId)).toBe(5_000n - 500n - 900n);
    expect((await aheadOf(made.itemId)).plannedChanges).toBe(0);
  });

  it('still takes the place of the old one on the day for which staff planned it', async () => {
    const made = await given(5_000n);
    await scheduleChange(staffCtx(), {
      ...{ serviceId: made.serviceId, effectiveDate: '2026-03-05' },
      change: { kind: 'plan', itemId: made.itemId },
    });
    expect((await aheadOf(made.itemId)).plannedChanges).toBe(1);
    await retire(made.itemId);
    await sweepAt(new Date('2026-03-05T00:00:00Z'));
    expect(await itemOf(made.serviceId)).toBe(made.itemId);
    expect((await aheadOf(made.itemId)).plannedChanges).toBe(0);
  });

  it.each(['subscriber', 'staff'])(
    'is not given to an order of %s that waits for its payment, and nothing is taken',
    async (by) => {
      const made = await given(500n);
      const ctx = by === 'staff' ? staffCtx() : subscriberCtx(made.customerId);
      const { placed } = await confirm(made, 'now', ctx);
      const bought = await confirmOrder(ctx, made.customerId, {
        ...{ kind: 'new_service', itemId: made.itemId },
      });
      expect(await aheadOf(made.itemId)).toMatchObject({ plannedChanges: 0, waitingOrders: 2 });
      await retire(made.itemId);
      await givenCredit(made.customerId, 5_000n, later);
      for (const { orderId } of [placed, bought.placed])
        await putCreditToUse(systemCtx(later), { customerId: made.customerId, orderId });
      expect(await itemOf(made.serviceId)).toBe(made.from);
      expect(await balanceOf(made.customerId)).toBe(5_000n);
      expect(await aheadOf(made.itemId)).toMatchObject({ liveServices: 0, waitingOrders: 0 });
    },
  );
});
