import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '@/lib/kit/ids';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { paymentsFor } from '@/lib/payments/rules/payments-for';
import { startTopUp } from '@/lib/payments/start-top-up';
import { getMissingMinor, getOrder } from '@/lib/screens/shared/orders';
import { topUpLimits } from '@/lib/settings/rules/top-up-limits';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

const limits = { minMinor: 100n, maxMinor: 200n, currency: 'EUR' };
let world: StripeWorld;

beforeAll(async () => {
  await givenOperator({ topUpMinMinor: limits.minMinor, topUpMaxMinor: limits.maxMinor });
  world = await startStripeWorld();
});
afterAll(async () => {
  await givenOperator();
  await world.close();
});

test("a saved minimum under Stripe's asks for Stripe's, and the rest stays in the wallet", async () => {
  await givenOperator({ topUpMinMinor: 10n, topUpMaxMinor: 200n });
  const customerId = await givenCustomer();
  const { itemId } = await givenPlan({ unitPriceMinor: 20n });
  const ctx = subscriberCtx(customerId, new Date());
  const request = { kind: 'new_service', itemId } as const;
  const preview = await previewOrder(ctx, { customerId, request });
  const { orderId: formId, sealedQuote: quote } = preview;
  const placed = await placeOrder(ctx, { orderId: formId, customerId, request, quote });
  if (placed.kind !== 'waiting') throw new Error('the plan costs nothing');
  const { orderId, shortMinor } = placed;
  const own = { topUpMinMinor: 10n, topUpMaxMinor: 200n, currency: 'EUR' };
  const { firstMinor: amountMinor, restMinor } = paymentsFor(shortMinor, topUpLimits(own));
  expect([shortMinor, amountMinor, restMinor]).toEqual([20n, 50n, 30n]);
  const wish = { topUpId: newId(), customerId, orderId };
  await expect(startTopUp(ctx, { ...wish, amountMinor: shortMinor })).rejects.toMatchObject({
    ...{ field: 'amount', key: 'top_up_under_minimum', params: { min: { minor: 50n } } },
  });
  const { topUpId } = await startTopUp(ctx, { ...wish, amountMinor });
  world.stripe.pay((await topUpRow(topUpId)).checkout_session_id);
  await world.stripe.settled();
  expect((await getOrder(ctx, { customerId, orderId })).state).toBe('executed');
  expect(await balanceOf(customerId)).toBe(restMinor);
});

test('an order above the largest payment is completed by the last of the payments announced', async () => {
  await givenOperator({ topUpMinMinor: limits.minMinor, topUpMaxMinor: limits.maxMinor });
  const customerId = await givenCustomer();
  const { itemId } = await givenPlan();
  const ctx = subscriberCtx(customerId, new Date());
  const request = { kind: 'new_service', itemId } as const;
  const preview = await previewOrder(ctx, { customerId, request });
  const { orderId: formId, sealedQuote: quote } = preview;
  const placed = await placeOrder(ctx, { orderId: formId, customerId, request, quote });
  if (placed.kind !== 'waiting') throw new Error('the plan costs nothing');
  const { orderId } = placed;
  const { count } = paymentsFor(placed.shortMinor, limits);
  expect(count).toBeGreaterThan(1);
  for (let paid = 0; paid < count; paid += 1) {
    expect((await getOrder(ctx, { customerId, orderId })).state).toBe('waiting');
    const missing = await getMissingMinor(ctx, { customerId, orderId });
    const amountMinor = paymentsFor(missing, limits).firstMinor;
    const wish = { topUpId: newId(), customerId, amountMinor, orderId };
    const { topUpId } = await startTopUp(ctx, wish);
    world.stripe.pay((await topUpRow(topUpId)).checkout_session_id);
    await world.stripe.settled();
  }
  expect((await getOrder(ctx, { customerId, orderId })).state).toBe('executed');
});
