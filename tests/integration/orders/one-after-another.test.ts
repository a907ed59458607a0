import { beforeAll, describe, expect, it } from 'vitest';
import { listWaitingOrders } from '@/lib/screens/portal/waiting-orders';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { statementsOf } from '@/tests/support/statements';
import { monthly } from './sheet';
import { confirmOrder } from './support';

beforeAll(() => givenOperator());

describe('orders waiting for their money', () => {
  it('are checked one by one, so that a page of many uses one connection', async () => {
    const customerId = await givenCustomer();
    const ctx = subscriberCtx(customerId, start);
    for (const unitPriceMinor of [1_000n, 2_000n, 3_000n]) {
      const { itemId } = await givenPlan({ ...monthly, unitPriceMinor });
      await confirmOrder(ctx, customerId, { kind: 'new_service', itemId });
    }
    const [list, ...looks] = await statementsOf(() => listWaitingOrders(ctx, { customerId }));
    expect(list?.text).toContain('from "orders"');
    const texts = looks.map(({ text }) => text);
    const look = texts.slice(0, texts.length / 3);
    expect(new Set(look).size).toBeGreaterThan(1);
    // In parallel, each would start before the first one has finished.
    expect(texts).toEqual([...look, ...look, ...look]);
  });
});
