import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { at, balanceOf, givenCustomer, givenOperator, start } from '@/tests/support/fixtures';

const LIMIT = 10_000n;
let person = 100;

beforeEach(async () => {
  person += 1;
  await givenOperator({ fourEyesAboveMinor: LIMIT, timeZone: 'Pacific/Auckland' });
});
afterAll(() => givenOperator({ fourEyesAboveMinor: null }));

const by = (userId: number, now = start): Ctx => ({
  actor: { kind: 'staff', userId, role: 'owner', sessionId: 'test' },
  now,
});
const move = (
  ctx: Ctx,
  customerId: number,
  wish: { amountMinor: bigint; direction?: 'credit' | 'debit' | 'cash'; adjustmentId?: string },
) =>
  adjustWallet(ctx, {
    ...{ adjustmentId: newId(), customerId, direction: 'credit', reason: 'Goodwill' },
    ...wish,
  });

describe('what one person may move by hand on a day', () => {
  test('is the limit over all customers, however it is split, and says what is left', async () => {
    const [one, two] = [await givenCustomer(), await givenCustomer()];
    await move(by(person), one, { amountMinor: 6_000n });
    await expect(move(by(person), two, { amountMinor: 4_001n })).rejects.toMatchObject({
      key: 'four_eyes_needed_today',
      params: {
        limit: { minor: LIMIT, currency: 'EUR' },
        moved: { minor: 6_000n, currency: 'EUR' },
        left: { minor: 4_000n, currency: 'EUR' },
      },
    });
    await move(by(person), two, { amountMinor: 4_000n });
    expect(await balanceOf(two)).toBe(4_000n);
  });

  test('is not more when everything is sent at once', async () => {
    const customerId = await givenCustomer();
    const sent = await Promise.allSettled(
      Array.from({ length: 5 }, () => move(by(person), customerId, { amountMinor: LIMIT })),
    );
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await balanceOf(customerId)).toBe(LIMIT);
  });

  test('counts anew on the next business day of the operator, and for another person', async () => {
    const customerId = await givenCustomer();
    // 2 March, 09:00 UTC, is 22:00 in Auckland.
    await move(by(person), customerId, { amountMinor: LIMIT });
    await expect(
      move(by(person, at(start, { hours: 1 })), customerId, { amountMinor: 1n }),
    ).rejects.toMatchObject({ key: 'four_eyes_needed_today' });
    await move(by(person, at(start, { hours: 2 })), customerId, { amountMinor: LIMIT });
    await move(by(person + 50), customerId, { amountMinor: LIMIT });
    expect(await balanceOf(customerId)).toBe(3n * LIMIT);
  });

  test('does not count a form twice, and still answers it when the limit is reached', async () => {
    const customerId = await givenCustomer();
    const form = { amountMinor: LIMIT, adjustmentId: newId() };
    await move(by(person), customerId, form);
    expect(await move(by(person), customerId, form)).toEqual({ balanceAfterMinor: LIMIT });
    await expect(move(by(person), customerId, { ...form, amountMinor: 1n })).rejects.toMatchObject({
      key: 'form_reused',
    });
  });

  test('limits debits by themselves, and a till only entry by entry', async () => {
    const customerId = await givenCustomer({ balance: 50_000n });
    await move(by(person), customerId, { amountMinor: LIMIT });
    await move(by(person), customerId, { amountMinor: LIMIT, direction: 'debit' });
    await expect(
      move(by(person), customerId, { amountMinor: 1n, direction: 'debit' }),
    ).rejects.toMatchObject({ key: 'four_eyes_needed_today' });
    await move(by(person), customerId, { amountMinor: LIMIT, direction: 'cash' });
    await move(by(person), customerId, { amountMinor: LIMIT, direction: 'cash' });
    await expect(
      move(by(person), customerId, { amountMinor: LIMIT + 1n, direction: 'cash' }),
    ).rejects.toMatchObject({ key: 'four_eyes_needed' });
  });
});
