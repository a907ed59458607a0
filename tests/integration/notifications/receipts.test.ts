import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getReceipt, getStatement } from '@/lib/screens/shared/papers';
import {
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { givenTopUp, type StripeWorld, startStripeWorld, topUpRow } from '../payments/stripe-world';

let world: StripeWorld;

beforeAll(async () => {
  await givenOperator({ timeZone: 'Europe/Berlin' });
  world = await startStripeWorld();
});
afterAll(() => world.close());

async function givenPaidTopUp(amountMinor: bigint) {
  const customerId = await givenCustomer({ name: 'Ada' });
  const { topUpId, sessionId } = await givenTopUp(customerId, amountMinor);
  world.stripe.pay(sessionId);
  await world.stripe.settled();
  expect((await topUpRow(topUpId)).status).toBe('paid');
  return { customerId, topUpId };
}

describe('a receipt', () => {
  test('is visible to its subscriber and staff, and does not exist for anyone else', async () => {
    const { customerId, topUpId } = await givenPaidTopUp(1_000n);
    const own = await getReceipt(subscriberCtx(customerId), topUpId);
    expect(own).toMatchObject({
      customerName: 'Ada',
      amount: { minor: 1_000n, currency: 'EUR' },
      refundedMinor: 0n,
    });
    expect(await getReceipt(staffCtx(), topUpId)).toEqual(own);
    const other = subscriberCtx(customerId + 1);
    await expect(getReceipt(other, topUpId)).rejects.toMatchObject({ code: 'not-found' });
    const technician = {
      actor: { kind: 'staff', userId: 1, role: 'technician', sessionId: 'x' },
      now: new Date(0),
    } as const;
    await expect(getReceipt(technician, topUpId)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('does not exist before the payment has arrived', async () => {
    const customerId = await givenCustomer();
    const { topUpId } = await givenTopUp(customerId);
    await expect(getReceipt(subscriberCtx(customerId), topUpId)).rejects.toMatchObject({
      key: 'receipt_not_paid',
    });
  });

  test('is numbered without gaps', async () => {
    const numbers: number[] = [];
    for (const amountMinor of [500n, 600n]) {
      const { customerId, topUpId } = await givenPaidTopUp(amountMinor);
      const { number } = await getReceipt(subscriberCtx(customerId), topUpId);
      numbers.push(Number(number.replace('R-', '')));
    }
    const [first = 0, second] = numbers;
    expect(second).toBe(first + 1);
  });
});

describe('a statement', () => {
  test('has each movement of the operator’s month in one line, and balances', async () => {
    const customerId = await givenCustomer();
    // 23:30 UTC on 31 January is February in Berlin.
    await givenCredit(customerId, 1_000n, new Date('2026-01-31T23:30:00Z'));
    const { itemId } = await givenPlan({ unitPriceMinor: 500n, taxRatePpm: 190_000 });
    await givenService({ customerId, itemId }, new Date('2026-02-10T09:00:00Z'));
    await givenCredit(customerId, 300n, new Date('2026-03-01T10:00:00Z'));
    const ctx = subscriberCtx(customerId);
    const february = await getStatement(ctx, { customerId, month: '2026-02' });
    expect(february).toMatchObject({
      number: `S-${customerId}-202602`,
      openingMinor: 0n,
      closingMinor: 405n,
      lines: [
        { kind: 'cash', amountMinor: 1_000n, balanceAfterMinor: 1_000n, taxMinor: 0n },
        { kind: 'period', amountMinor: -595n, balanceAfterMinor: 405n, taxMinor: -95n },
      ],
    });
    const march = await getStatement(ctx, { customerId, month: '2026-03' });
    expect(march).toMatchObject({ openingMinor: 405n, closingMinor: 705n });
    expect(await getStatement(ctx, { customerId, month: '2026-01' })).toMatchObject({ lines: [] });
  });

  test('of another customer, or for an invalid month, is refused', async () => {
    const customerId = await givenCustomer();
    const other = subscriberCtx(customerId + 1);
    const asked = { customerId, month: '2026-02' };
    await expect(getStatement(other, asked)).rejects.toMatchObject({ code: 'not-found' });
    for (const month of ['2026-13', '2026', '0000-01', '2026-02-01']) {
      await expect(
        getStatement(subscriberCtx(customerId), { customerId, month }),
      ).rejects.toMatchObject({ key: 'month_invalid' });
    }
  });
});
