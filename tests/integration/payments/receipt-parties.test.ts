import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { eraseCustomer } from '@/lib/person/erase-customer';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { getReceipt, getStatement } from '@/lib/screens/shared/papers';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { balanceOf, givenCustomer, givenOperator, staffCtx } from '@/tests/support/fixtures';
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

async function givenAddress(customerId: number): Promise<void> {
  await getSql()`
    insert into customer_addresses (customer_id, kind, lines, postal_code, city, country)
    values (${customerId}, 'billing', 'New Street 1', '10115', 'Berlin', 'DE')`;
}

/** Leaves nothing that a person could still get back. */
async function spendAll(customerId: number): Promise<void> {
  await adjustWallet(staffCtx(new Date()), {
    ...{ customerId, direction: 'debit', reason: 'Paid out', adjustmentId: newId() },
    amountMinor: await balanceOf(customerId),
  });
}

/** The customer and the operator change everything that a receipt prints. */
async function changeAll(customerId: number): Promise<void> {
  await getSql()`update customers set name = 'Married Name' where id = ${customerId}`;
  await givenAddress(customerId);
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

test('a receipt of a person who is erased stays for staff as it was issued, without the person', async () => {
  const { customerId, topUpId, ctx } = await givenPaid();
  const issued = await getReceipt(ctx, topUpId);
  await givenAddress(customerId);
  await spendAll(customerId);
  const typedNumber = String(customerId);
  await eraseCustomer(staffCtx(ctx.now), { customerId, typedNumber });
  await givenOperator({ operatorName: 'New Owner Ltd', timeZone: 'Asia/Tokyo' });
  expect(await getReceipt(staffCtx(ctx.now), topUpId)).toEqual({
    ...issued,
    customerName: `Erased customer ${customerId}`,
    customerAddress: [],
  });
  const [row] = await getSql()<{ kept: string }[]>`
    select receipt_parties::text as kept from top_ups where id = ${topUpId}`;
  expect(row?.kept).not.toContain(issued.customerName);
});

test('a receipt of a duplicate keeps its number, name and address after the merge', async () => {
  const { customerId: fromId, topUpId, ctx } = await givenPaid();
  const issued = await getReceipt(ctx, topUpId);
  expect(issued.customerId).toBe(fromId);
  const intoId = await givenCustomer({ name: 'The Other Name' });
  await givenAddress(intoId);
  await mergeCustomers(staffCtx(ctx.now), { fromId, intoId });
  expect(await getReceipt(nowCtx(intoId), topUpId)).toEqual(issued);
  await expect(getReceipt(nowCtx(fromId), topUpId)).rejects.toMatchObject({ code: 'not-found' });
});

test('a receipt issued before parties were kept prints the present ones', async () => {
  const { customerId, topUpId, ctx } = await givenPaid();
  await getSql()`update top_ups set receipt_parties = null where id = ${topUpId}`;
  await changeAll(customerId);
  const month = new Date().toISOString().slice(0, 7);
  const { operatorName } = await getStatement(ctx, { customerId, month });
  expect((await getReceipt(ctx, topUpId)).operatorName).toBe(operatorName);
});
