import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { countRepairs } from '@/lib/screens/admin/repairs';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmOrder } from './support';

const soon = at(start, { hours: 1 });
const later = at(soon, { minutes: 1 });

beforeAll(() => givenOperator());

/** A customer whose order of 5.00 waits although the credit covers it, because no event announced the credit. */
async function givenUnannounced() {
  const customerId = await givenCustomer({ balance: 100n });
  const { itemId } = await givenPlan({ unitPriceMinor: 500n });
  const request = { kind: 'new_service', itemId } as const;
  const { placed } = await confirmOrder(subscriberCtx(customerId, soon), customerId, request);
  expect(placed.kind).toBe('waiting');
  await givenCredit(customerId, 400n, soon);
  await getSql()`delete from events`;
  return { customerId, orderId: placed.orderId };
}

describe('an order that waits for credit', () => {
  it('executes within one recheck, once, if the credit was not announced', async () => {
    const { customerId } = await givenUnannounced();
    const recheck = () => recheckCredit(systemCtx(later));
    const runs = await Promise.all([recheck(), recheck()]);
    expect(runs.reduce((sum, { repaired }) => sum + repaired, 0)).toBe(1);
    expect(await countRepairs(staffCtx(later))).toMatchObject({ order: 1, credit: 0 });
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await recheck()).toMatchObject({ repaired: 0, defects: [] });
  });

  it('and cannot be read stops no other customer’s, on its page or on a later one, and is logged', async () => {
    const [bad, good, last] = [
      await givenUnannounced(),
      await givenUnannounced(),
      await givenUnannounced(),
    ];
    await getSql()`update orders set payload = '{"kind":"unheard of"}' where id = ${bad.orderId}`;
    const first = await recheckCredit(systemCtx(later), 0, 2);
    expect(first).toMatchObject({ repaired: 1, more: true, after: good.customerId });
    expect(first.defects).toEqual([expect.stringMatching(/^[0-9a-f]{10}$/)]);
    const second = await recheckCredit(systemCtx(later), first.after, 2);
    expect(second).toMatchObject({ repaired: 1, defects: [] });
    for (const { customerId } of [good, last]) expect(await balanceOf(customerId)).toBe(0n);
    expect(await balanceOf(bad.customerId)).toBe(500n);
    await getSql()`update orders set state = 'cancelled' where id = ${bad.orderId}`;
  });
});
