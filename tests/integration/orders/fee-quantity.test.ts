import { beforeAll, describe, expect, it } from 'vitest';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { listNextCharges } from '@/lib/orders/lookups/next-charges';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import {
  at,
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmOrder } from './support';

beforeAll(() => givenOperator());

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;
const three = { quantity: 3 };

async function givenThree(from: Partial<ItemTerms>, balance = 90_000n) {
  const customerId = await givenCustomer({ balance });
  const old = await givenPlan({ ...monthly, unitPriceMinor: 0n, ...from });
  const to = await givenPlan({ ...monthly, unitPriceMinor: 2_000n });
  const serviceId = await givenService({ customerId, itemId: old.itemId, ...three });
  return { customerId, serviceId, itemId: to.itemId };
}

describe('a fee follows the quantity', () => {
  it.each(['inclusive', 'exclusive'] as const)(
    'of a change at once, with %s tax',
    async (taxMode) => {
      await givenOperator({ taxMode });
      const { customerId, ...subject } = await givenThree({ changeFeeUpMinor: 1_000n });
      const before = await balanceOf(customerId);
      const ctx = subscriberCtx(customerId, at(start, { days: 1 }));
      const request = { kind: 'plan_change', ...subject, moment: 'now' } as const;
      const { preview } = await confirmOrder(ctx, customerId, request);
      expect(before - (await balanceOf(customerId))).toBe(preview.quote.totalMinor);
      expect(preview.quote.lines).toContainEqual({
        ...{ kind: 'change_fee', label: '', amountMinor: 3_000n },
      });
      await givenOperator({ taxMode: 'inclusive' });
    },
  );

  it('of a change at the period’s end, on the sheet and when it is charged', async () => {
    const { customerId, ...subject } = await givenThree({ changeFeeUpMinor: 1_000n });
    const ctx = subscriberCtx(customerId, at(start, { days: 1 }));
    const request = { kind: 'plan_change', ...subject, moment: 'period_end' } as const;
    const { preview } = await confirmOrder(ctx, customerId, request);
    expect(preview.quote.next).toMatchObject({ priceMinor: 6_000n, feeMinor: 3_000n });
    const next = await listNextCharges(ctx, [subject.serviceId]);
    expect(next.get(subject.serviceId)).toMatchObject({ feeMinor: 3_000n, duePriceMinor: 9_000n });
    const before = await balanceOf(customerId);
    await sweepSpecialPeriods(systemCtx(at(start, { days: 40 })));
    expect(before - (await balanceOf(customerId))).toBe(9_000n);
  });

  it.each([
    ['a recurring plan', monthly],
    [
      'a plan that is charged once and ends after its period',
      { recurrenceMode: 'none', intervalUnit: 'month', intervalCount: 1 },
    ],
  ] as const)('of the activation of %s', async (_what, rhythm) => {
    const customerId = await givenCustomer({ balance: 90_000n });
    const { itemId } = await givenPlan({
      ...rhythm,
      unitPriceMinor: 500n,
      activationFeeMinor: 700n,
    });
    await givenService({ customerId, itemId, ...three });
    expect(await balanceOf(customerId)).toBe(90_000n - 3n * 1_200n);
  });

  it('of an activation that waits for credit', async () => {
    const { customerId, serviceId } = await givenThree({ activationFeeMinor: 700n }, 500n);
    const next = await listNextCharges(systemCtx(), [serviceId]);
    expect(next.get(serviceId)).toMatchObject({ startPriceMinor: 2_100n });
    expect(await balanceOf(customerId)).toBe(500n);
  });
});
