import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { forgetPayers } from '@/lib/payments/forget-payers';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { getReceipt, getStatement } from '@/lib/screens/shared/papers';
import { givenCustomer, givenOperator, systemCtx } from '@/tests/support/fixtures';
import { givenTopUp, nowCtx, type StripeWorld, startStripeWorld } from './stripe-world';

let world: StripeWorld;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
beforeEach(() => givenOperator());
afterAll(() => world.close());

async function givenPaid() {
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId, 2_000n);
  world.stripe.pay(sessionId);
  await settleTopUp(nowCtx(customerId), { topUpId });
  return { customerId, topUpId, ctx: nowCtx(customerId) };
}

/** The customer and the operator change everything that a receipt prints. */
async function changeAll(customerId: number): Promise<void> {
  await getSql()`update customers set name = 'Married Name' where id = ${customerId}`;
  await getSql()`
    insert into customer_addresses (customer_id, kind, lines, postal_code, city, country)
    values (${customerId}, 'billing', 'New Street 1', '10115', 'Berlin', 'DE')`;
  await givenOperator({
    ...{ operatorName: 'New Owner Ltd', supportContact: 'new@owner.test' },
    ...{ timeZone: 'Asia/Tokyo', locale: 'de' },
  });
}

test('a receipt stays as it was issued when the customer or the operator changes', async () => {
  const { customerId, topUpId, ctx } = await givenPaid();
  const issued = await getReceipt(ctx, topUpId);
  expect(issued.operatorName).toBe('Harbour Net');
  await changeAll(customerId);
  expect(await getReceipt(ctx, topUpId)).toEqual(issued);
});

test('a receipt issued after the change has the new details', async () => {
  const { customerId, ctx } = await givenPaid();
  await changeAll(customerId);
  const { topUpId, sessionId } = await givenTopUp(customerId, 1_000n);
  world.stripe.pay(sessionId);
  await settleTopUp(ctx, { topUpId });
  expect(await getReceipt(ctx, topUpId)).toMatchObject({
    ...{ operatorName: 'New Owner Ltd', supportContact: 'new@owner.test', locale: 'de' },
    ...{ customerName: 'Married Name', timeZone: 'Asia/Tokyo' },
    customerAddress: ['New Street 1', '10115 Berlin', 'DE'],
  });
});

test('a receipt keeps no name of a person who is erased', async () => {
  const { customerId, topUpId } = await givenPaid();
  await inTransaction(systemCtx(), (tctx) => forgetPayers(tctx, [customerId]));
  const rows = await getSql()`select receipt_parties from top_ups where id = ${topUpId}`;
  expect([...rows]).toEqual([{ receipt_parties: null }]);
});

test('a receipt issued before parties were kept prints the present ones', async () => {
  const { customerId, topUpId, ctx } = await givenPaid();
  await getSql()`update top_ups set receipt_parties = null where id = ${topUpId}`;
  await changeAll(customerId);
  const month = new Date().toISOString().slice(0, 7);
  const { operatorName } = await getStatement(ctx, { customerId, month });
  expect((await getReceipt(ctx, topUpId)).operatorName).toBe(operatorName);
});
