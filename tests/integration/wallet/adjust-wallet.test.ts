import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { type AdjustWallet, adjustWallet } from '@/lib/wallet/adjust-wallet';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  staffCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());
afterEach(async () => expect(await brokenLedgerRules()).toEqual([]));

const reused = { code: 'conflict', key: 'form_reused' };

async function auditsOf(customerId: number): Promise<string[]> {
  const rows = await getSql()<{ amount: string }[]>`
    select after ->> 'amountMinor' as amount from audit_log
    where customer_id = ${customerId} and action like 'wallet.%' order by id`;
  return rows.map(({ amount }) => amount);
}

async function givenCash(amountMinor = 300n): Promise<{ customerId: number; input: AdjustWallet }> {
  const customerId = await givenCustomer({ balance: 1_000n });
  const direction = 'cash' as const;
  const wish = { adjustmentId: newId(), direction, reason: 'Paid at the desk' };
  return { customerId, input: { ...wish, customerId, amountMinor } };
}

describe('a form that adjusts a wallet', () => {
  test('moves the money once and is audited once, however often it is submitted at the same time', async () => {
    const { customerId, input } = await givenCash();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => adjustWallet(staffCtx(), input)),
    );
    expect(new Set(answers.map(({ balanceAfterMinor }) => balanceAfterMinor))).toEqual(
      new Set([1_300n]),
    );
    expect(await balanceOf(customerId)).toBe(1_300n);
    expect(await auditsOf(customerId)).toEqual(['300']);
  });

  test.each([
    ['another amount', { amountMinor: 40_000n }],
    ['another direction', { direction: 'debit' }],
    ['another kind of credit', { direction: 'credit' }],
    ['another reason', { reason: 'A present' }],
  ] as const)('is refused with %s in it, and writes nothing', async (_name, change) => {
    const { customerId, input } = await givenCash();
    await adjustWallet(staffCtx(), input);
    await expect(adjustWallet(staffCtx(), { ...input, ...change })).rejects.toMatchObject(reused);
    expect(await balanceOf(customerId)).toBe(1_300n);
    expect(await auditsOf(customerId)).toEqual(['300']);
  });

  test('is refused for another customer, whose wallet and history stay as they are', async () => {
    const { input } = await givenCash();
    const other = await givenCustomer();
    await adjustWallet(staffCtx(), input);
    await expect(
      adjustWallet(staffCtx(), { ...input, customerId: other, amountMinor: 40_000n }),
    ).rejects.toMatchObject(reused);
    expect(await balanceOf(other)).toBe(0n);
    expect(await auditsOf(other)).toEqual([]);
  });

  test('sent for two customers at the same time reaches exactly one of them', async () => {
    const { customerId, input } = await givenCash();
    const other = await givenCustomer({ balance: 1_000n });
    const sent = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        adjustWallet(staffCtx(), { ...input, customerId: index % 2 === 0 ? customerId : other }),
      ),
    );
    const refusals = sent.filter((one) => one.status === 'rejected').map((one) => one.reason);
    expect(refusals).toHaveLength(5);
    for (const refusal of refusals) expect(refusal).toMatchObject(reused);
    expect((await balanceOf(customerId)) + (await balanceOf(other))).toBe(2_300n);
    expect([...(await auditsOf(customerId)), ...(await auditsOf(other))]).toEqual(['300']);
  });

  test('that was refused for lack of credit can be submitted again once there is enough', async () => {
    const { customerId, input } = await givenCash(1_500n);
    const debit = { ...input, direction: 'debit' } as const;
    await expect(adjustWallet(staffCtx(), debit)).rejects.toMatchObject({
      key: 'insufficient_credit',
    });
    await adjustWallet(staffCtx(), { ...input, adjustmentId: newId() });
    await adjustWallet(staffCtx(), debit);
    expect(await balanceOf(customerId)).toBe(1_000n);
  });
});
