import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { topUpLine, topUpLineColumns } from '@/app/admin/money/_list/top-up-line';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { newId } from '@/lib/kit/ids';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { listDisputes } from '@/lib/screens/admin/disputes';
import { getTopUpsToday } from '@/lib/screens/admin/money';
import { previewRefund } from '@/lib/screens/admin/refund';
import { listAllTopUps, streamTopUps } from '@/lib/screens/admin/top-ups';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { givenTopUp, jobCtx, type StripeWorld, startStripeWorld } from './stripe-world';

let world: StripeWorld;
const TIME_ZONE = 'UTC';
const staff = (role: 'owner' | 'support' | 'auditor' = 'owner') => staffCtx(new Date(), role);

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
afterAll(() => world.close());

async function paid(name: string) {
  const customerId = await givenCustomer({ name });
  const { topUpId, sessionId } = await givenTopUp(customerId);
  world.stripe.pay(sessionId, '4242424242424242');
  await world.stripe.settled();
  return { customerId, topUpId };
}

describe('the preview of a refund', () => {
  test('shows what the refund then does', async () => {
    const { customerId, topUpId } = await paid('Preview');
    const preview = await previewRefund(staff(), { topUpId, amountMinor: 700n });
    expect(preview).toEqual({
      kind: 'possible',
      refundableMinor: 2_000n,
      balanceBeforeMinor: 2_000n,
      balanceAfterMinor: 1_300n,
      debtMinor: 0n,
    });
    const requestId = newId();
    await refundTopUp(staff(), { requestId, topUpId, amountMinor: 700n, reason: 'asked' });
    expect(await balanceOf(customerId)).toBe(preview.balanceAfterMinor);
    const next = await previewRefund(staff(), { topUpId, amountMinor: 1_301n });
    expect(next).toMatchObject({ kind: 'too_large', refundableMinor: 1_300n });
  });

  test('warns of the debt when the credit is spent', async () => {
    const { customerId, topUpId } = await paid('Spent');
    await inTransaction(jobCtx(), (ctx) =>
      chargeWallet(ctx, {
        customerId,
        causeKey: `spent:${topUpId}`,
        kind: 'purchase',
        grossMinor: 1_500n,
        taxMinor: 0n,
        feeNetMinor: 0n,
        text: 'Spent',
      }),
    );
    expect(await previewRefund(staff(), { topUpId, amountMinor: 800n })).toMatchObject({
      kind: 'leaves_debt',
      debtMinor: 300n,
      balanceAfterMinor: -300n,
    });
  });

  test('is only for staff who may refund', async () => {
    const { customerId, topUpId } = await paid('Mine');
    for (const ctx of [staff('support'), staff('auditor'), subscriberCtx(customerId)]) {
      await expect(previewRefund(ctx, { topUpId, amountMinor: 1n })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
  });
});

describe('all top-ups', () => {
  const find = (query: object) =>
    listAllTopUps(staff('support'), { timeZone: TIME_ZONE, ...query });
  const idsOf = async (query: object) => (await find(query)).rows.map(({ id }) => id);

  test('are found by customer, id, receipt, status and day', async () => {
    const { topUpId } = await paid('Zebulon Quartz');
    const [row] = (await find({ search: topUpId })).rows;
    expect(row).toMatchObject({ customerName: 'Zebulon Quartz', status: 'paid', clawedMinor: 0n });
    expect(await idsOf({ search: 'zebulon' })).toEqual([topUpId]);
    expect(await idsOf({ search: `receipt ${row?.receiptNumber}` })).toEqual([topUpId]);
    expect(await idsOf({ search: 'zebulon', statuses: ['parked'] })).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    expect(await idsOf({ search: 'zebulon', from: today, until: today })).toEqual([topUpId]);
    expect(await idsOf({ search: 'zebulon', until: '2020-01-01' })).toEqual([]);
  });

  test('are paged in both directions, newest first, and available as one stream', async () => {
    const customerId = await givenCustomer({ name: 'Paginated' });
    await getSql()`
      insert into top_ups (id, customer_id, amount_minor, currency, status, description, created_at, updated_at)
      select gen_random_uuid(), ${customerId}, n, 'EUR', 'created', '', now() + make_interval(secs => n / 2), now()
      from generate_series(1, 60) n`;
    const first = await find({ search: 'paginated' });
    expect(first.rows).toHaveLength(50);
    const second = await find({ search: 'paginated', after: first.next });
    expect(second.rows).toHaveLength(10);
    expect(second.next).toBeUndefined();
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(60);
    expect(await find({ search: 'paginated', before: second.previous })).toEqual(first);
    expect((await find({ search: 'paginated', after: 'rubbish' })).rows).toHaveLength(50);
    let count = 0;
    for await (const _ of streamTopUps(staff(), { timeZone: TIME_ZONE, search: 'paginated' }))
      count += 1;
    expect(count).toBe(60);
  });

  test('of today are counted, and are visible only to staff', async () => {
    expect((await getTopUpsToday(staff(), TIME_ZONE)).paid).toBeGreaterThan(0);
    for (const attempt of [
      getTopUpsToday(subscriberCtx(1), TIME_ZONE),
      listAllTopUps(subscriberCtx(1), { timeZone: TIME_ZONE }),
      listDisputes(subscriberCtx(1)),
      streamTopUps(staff('support'), { timeZone: TIME_ZONE }).next(),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

test('a dispute is listed with its top-up and customer, open ones first', async () => {
  const { topUpId, customerId } = await paid('Disputed');
  await getSql()`
    insert into top_up_disputes (id, top_up_id, amount_minor, state, created_at, updated_at)
    values ('dp_old', ${topUpId}, 500, 'won', now(), now() + interval '1 hour'),
      ('dp_open', ${topUpId}, 700, 'open', now(), now())`;
  expect(await listDisputes(staff('support'))).toMatchObject([
    { id: 'dp_open', topUpId, customerId, customerName: 'Disputed', amountMinor: 700n },
    { id: 'dp_old', state: 'won' },
  ]);
});

describe('the returned part of a top-up', () => {
  const lineOf = async (topUpId: string) => {
    const [row] = (await listAllTopUps(staff('support'), { timeZone: TIME_ZONE, search: topUpId }))
      .rows;
    if (row === undefined) throw new Error('is in the list');
    const { clawedMinor, refunded, isRefundedOtherwise } = row;
    const cells = topUpLine(row);
    const cell = (name: string) => cells[topUpLineColumns.indexOf(name)];
    return {
      ...{ clawedMinor, refunded, isRefundedOtherwise },
      csv: ['went_back', 'currency', 'refunded', 'refund_currency'].map(cell),
    };
  };
  const refund = (topUpId: string, minor: number, clawed: number, status = 'succeeded') =>
    getSql()`insert into top_up_refunds
      (id, top_up_id, amount_minor, status, clawed_minor, returned_minor, created_at, updated_at)
      values (${newId()}, ${topUpId}, ${minor}, ${status}, ${clawed},
        ${status === 'failed' ? clawed : 0}, now(), now())`;

  test('is listed once where Stripe refunded what the wallet returned', async () => {
    const { topUpId } = await paid('Refunded Plainly');
    await refund(topUpId, 700, 700);
    expect(await lineOf(topUpId)).toEqual({
      ...{ clawedMinor: 700n, isRefundedOtherwise: false },
      refunded: { minor: 700n, currency: 'EUR' },
      csv: ['7.00', 'EUR', '7.00', 'EUR'],
    });
  });

  test('names Stripe’s refund in the currency of the payment, which was never in the wallet', async () => {
    const { topUpId } = await paid('Paid In Yen');
    await getSql()`update top_ups set arrived_minor = 3000, arrived_currency = 'JPY' where id = ${topUpId}`;
    await refund(topUpId, 3_000, 0);
    expect(await lineOf(topUpId)).toEqual({
      ...{ clawedMinor: 0n, isRefundedOtherwise: true },
      refunded: { minor: 3_000n, currency: 'JPY' },
      csv: ['0.00', 'EUR', '3000', 'JPY'],
    });
  });

  test('names both where the wallet returned less than Stripe, and no failed refund', async () => {
    const { topUpId } = await paid('Partly Spent');
    await refund(topUpId, 900, 400);
    await refund(topUpId, 300, 300, 'failed');
    await refund(topUpId, 100, 100, 'pending');
    expect(await lineOf(topUpId)).toMatchObject({
      ...{ clawedMinor: 500n, isRefundedOtherwise: true },
      refunded: { minor: 1_000n, currency: 'EUR' },
    });
  });
});
