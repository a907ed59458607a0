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

describe('an order that waits for credit', () => {
  it('executes within one recheck, once, if the credit was not announced', async () => {
    const customerId = await givenCustomer({ balance: 100n });
    const { itemId } = await givenPlan({ unitPriceMinor: 500n });
    const request = { kind: 'new_service', itemId } as const;
    const { placed } = await confirmOrder(subscriberCtx(customerId, soon), customerId, request);
    expect(placed.kind).toBe('waiting');
    await givenCredit(customerId, 400n, soon);
    await getSql()`delete from events`;
    const recheck = () => recheckCredit(systemCtx(later));
    const runs = await Promise.all([recheck(), recheck()]);
    expect(runs.reduce((sum, { repaired }) => sum + repaired, 0)).toBe(1);
    expect(await countRepairs(staffCtx(later))).toMatchObject({ order: 1, credit: 0 });
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await recheck()).toMatchObject({ repaired: 0 });
  });
});
