import { beforeAll, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { proveLedger } from '@/lib/screens/admin/ledger';
import { listOperatorBalances } from '@/lib/screens/admin/money';
import {
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

let customerId = 0;

beforeAll(async () => {
  await givenOperator();
  customerId = await givenCustomer({ name: 'Ann', balance: 1_234n });
  await givenCredit(await givenCustomer(), 766n);
  const { itemId } = await givenPlan();
  await givenService({ customerId, itemId });
});

test('customer balances equal what the operator’s accounts owe', async () => {
  const proof = await proveLedger(staffCtx());
  expect(proof).toMatchObject({ differenceMinor: 0n, balanceFaults: [], runningFaults: [] });
  expect(proof.walletsMinor).toBe(1_500n);
  const balances = await listOperatorBalances(staffCtx());
  const sum = balances.reduce((total, { balanceMinor }) => total + balanceMinor, 0n);
  expect(proof.operatorMinor).toBe(sum);
});

test('a balance that was tampered with is named, with both figures', async () => {
  const change = (by: number) =>
    getSql()`update accounts set balance_minor = balance_minor + ${by}
      where customer_id = ${customerId} and kind = 'wallet'`;
  await change(7);
  const proof = await proveLedger(staffCtx(start, 'auditor'));
  await change(-7);
  expect(proof.differenceMinor).toBe(7n);
  expect(proof.balanceFaults).toEqual([
    expect.objectContaining({
      kind: 'wallet',
      customerId,
      customerName: 'Ann',
      keptMinor: 741n,
      summedMinor: 734n,
    }),
  ]);
});

test('is shown to staff who may read wallets, and to nobody else', async () => {
  for (const ctx of [subscriberCtx(customerId), systemCtx()]) {
    await expect(proveLedger(ctx)).rejects.toMatchObject({ code: 'forbidden' });
  }
});
