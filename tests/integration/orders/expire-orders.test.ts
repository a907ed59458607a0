import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { DomainError } from '@/lib/kit/errors';
import { expireWaitingOrders } from '@/lib/orders/expire-waiting-orders';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

/** An order of 5.00 with nothing paid, which waits until a day after `start`. */
async function givenWaitingOrder() {
  const customerId = await givenCustomer();
  const { itemId } = await givenPlan();
  const ctx = subscriberCtx(customerId);
  const request = { kind: 'new_service', itemId } as const;
  const { orderId: key, sealedQuote } = await previewOrder(ctx, { customerId, request });
  const order = { orderId: key, customerId, request, quote: sealedQuote };
  const placed = await placeOrder(ctx, order);
  expect(placed).toMatchObject({ kind: 'waiting' });
  return { key, orderId: placed.orderId, customerId, request };
}

async function stateOf(orderId: string) {
  const [row] = await getSql()<
    { state: string; failure: string | null; audits: string[] | null }[]
  >`
    select state, failure, (select array_agg(action order by id) from audit_log
      where subject_kind = 'order' and subject_id = o.id::text) as audits
    from orders o where id = ${orderId}`;
  return row;
}

const inTime = at(start, { hours: 23, minutes: 59 });
const justOver = at(start, { days: 1, minutes: 1 });
const longOver = at(start, { days: 1, minutes: 5 });

describe('a waiting order', () => {
  it('is cancelled when it expires, with the reason in the history', async () => {
    const { orderId } = await givenWaitingOrder();
    await expireWaitingOrders(systemCtx(inTime));
    expect((await stateOf(orderId))?.state).toBe('waiting');
    await expireWaitingOrders(systemCtx(longOver));
    expect(await stateOf(orderId)).toEqual({
      state: 'cancelled',
      failure: 'order_expired',
      audits: ['order.place', 'order.expire'],
    });
  });

  it('is cancelled once by a sweep that is repeated or runs twice at once', async () => {
    const orders = await Promise.all([1, 2, 3, 4, 5].map(givenWaitingOrder));
    const sweeps = [1, 2, 3].map(() => expireWaitingOrders(systemCtx(longOver)));
    const counts = (await Promise.all(sweeps)).map(({ expired }) => expired);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(await expireWaitingOrders(systemCtx(longOver))).toEqual({ expired: 0, more: false });
    for (const { orderId } of orders) {
      expect((await stateOf(orderId))?.audits).toEqual(['order.place', 'order.expire']);
    }
  });

  it('buys nothing with credit that arrives after its expiry, swept or not', async () => {
    for (const sweepAt of [null, longOver]) {
      const { orderId, customerId } = await givenWaitingOrder();
      if (sweepAt) await expireWaitingOrders(systemCtx(sweepAt));
      await givenCredit(customerId, 500n, justOver);
      await putCreditToUse(systemCtx(justOver), { customerId, orderId });
      expect(await stateOf(orderId)).toEqual({
        state: 'cancelled',
        failure: 'order_expired',
        audits: ['order.place', 'order.expire'],
      });
      expect(await balanceOf(customerId)).toBe(500n);
    }
  });

  it('is left to a payment that arrived at the last moment', async () => {
    const { orderId, customerId } = await givenWaitingOrder();
    await givenCredit(customerId, 500n, inTime);
    await expireWaitingOrders(systemCtx(justOver));
    await putCreditToUse(systemCtx(inTime), { customerId, orderId });
    expect((await stateOf(orderId))?.state).toBe('executed');
  });

  it('is either bought or cancelled, once, when a payment in time races the sweep', async () => {
    const orders = await Promise.all([1, 2, 3, 4, 5, 6].map(givenWaitingOrder));
    for (const { customerId } of orders) await givenCredit(customerId, 500n, inTime);
    await Promise.all(
      orders.flatMap(({ orderId, customerId }) => [
        putCreditToUse(systemCtx(inTime), { customerId, orderId }),
        expireWaitingOrders(systemCtx(longOver)),
        putCreditToUse(systemCtx(inTime), { customerId }),
      ]),
    );
    for (const { orderId, customerId } of orders) {
      const state = (await stateOf(orderId))?.state;
      const [bought] = await getSql()<{ count: number }[]>`
        select count(*)::int as count from services where customer_id = ${customerId}`;
      expect([state, bought?.count, await balanceOf(customerId)]).toEqual(
        state === 'executed' ? ['executed', 1, 0n] : ['cancelled', 0, 500n],
      );
    }
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('can be ordered again after its expiry', async () => {
    const { customerId, request, key } = await givenWaitingOrder();
    await expireWaitingOrders(systemCtx(longOver));
    const again = await previewOrder(subscriberCtx(customerId, longOver), { customerId, request });
    expect(again.orderId).not.toBe(key);
  });

  it('is swept only by jobs and by staff with the right to jobs', async () => {
    const { customerId } = await givenWaitingOrder();
    const answer = await expireWaitingOrders(subscriberCtx(customerId, longOver)).catch(
      (error: unknown) => error,
    );
    expect(answer).toBeInstanceOf(DomainError);
    expect(answer).toMatchObject({ code: 'forbidden' });
  });
});
