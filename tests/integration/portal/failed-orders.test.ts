import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { listFailedOrders } from '@/lib/screens/portal/waiting-orders';
import {
  at,
  givenCredit,
  givenOperator,
  givenPlan,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, givenSheet, monthly, shownAt } from '../orders/sheet';

beforeAll(() => givenOperator());

const minutes = (count: number) => at(shownAt, { minutes: count });
const shown = (customerId: number, now = minutes(2)) =>
  listFailedOrders(subscriberCtx(customerId, now), { customerId });

/** An order whose price changed before its money arrived. */
async function givenFailed() {
  const sheet = await givenSheet();
  const { customerId } = sheet;
  const placed = await confirmAt(shownAt, sheet);
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  await getSql()`
    update catalog_item_versions set unit_price_minor = 5001 where id = ${sheet.to.versionId}`;
  await givenCredit(customerId, placed.shortMinor, shownAt);
  await putCreditToUse(systemCtx(minutes(1)), { customerId, orderId: placed.orderId });
  return { customerId, orderId: placed.orderId };
}

describe('the home of a customer whose order failed', () => {
  it('names the order and its reason for a week', async () => {
    const { customerId, orderId } = await givenFailed();
    expect(await shown(customerId)).toMatchObject([
      { orderId, kind: 'plan_change', failure: 'quote_changed', failedAt: minutes(1) },
    ]);
    expect(await shown(customerId, at(shownAt, { days: 8 }))).toEqual([]);
  });

  it('no longer names it once the customer has ordered something', async () => {
    const { customerId } = await givenFailed();
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 1n });
    const request = { kind: 'new_service', itemId } as const;
    const ctx = subscriberCtx(customerId, minutes(2));
    const preview = await previewOrder(ctx, { customerId, request });
    await confirmAt(minutes(2), { customerId, preview });
    expect(await shown(customerId, minutes(3))).toEqual([]);
  });
});
