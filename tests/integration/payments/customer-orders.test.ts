import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { findOrderStanding } from '@/lib/orders/lookups/standing';
import type { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { startTopUp } from '@/lib/payments/start-top-up';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { stateOf } from '@/tests/integration/orders/sheet';
import { confirmOrder, refusalOf } from '@/tests/integration/orders/support';
import {
  balanceOf,
  GIGABYTE,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
} from '@/tests/support/fixtures';
import { jobCtx, nowCtx, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

let world: StripeWorld;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
afterAll(() => world.close());

const PRICE_MINOR = 5_000n;
const NOT_ACTIVE = 'account_not_active';
const staff = () => staffCtx(new Date());

type Kind = OrderRequest['kind'];
const kinds = ['new_service', 'pack', 'plan_change'] as const satisfies readonly Kind[];

/** A customer with a running service and a way to ask for each kind of order. */
async function givenBuyer() {
  const from = await givenPlan({ unitPriceMinor: 900n, dataLimitBytes: GIGABYTE });
  const { itemId } = await givenPlan({ unitPriceMinor: PRICE_MINOR });
  const [pack] = await getSql()<{ id: string }[]>`
    insert into packs (item_id, name, data_bytes, price_minor)
    values (${from.itemId}, '1 GB', 1000000000, ${PRICE_MINOR.toString()}) returning id`;
  const customerId = await givenCustomer();
  await givenCredit(customerId, 900n, new Date());
  const { now } = nowCtx(customerId);
  const serviceId = await givenService({ customerId, itemId: from.itemId }, now);
  const requests: Record<Kind, OrderRequest> = {
    new_service: { kind: 'new_service', itemId },
    pack: { kind: 'pack', serviceId, packId: Number(pack?.id) },
    plan_change: { kind: 'plan_change', serviceId, itemId, moment: 'now' },
  };
  return { customerId, serviceId, requests };
}

/** An order that waits for its payment, with its payment page open. */
async function givenWaiting(kind: Kind) {
  const buyer = await givenBuyer();
  const { customerId } = buyer;
  const { placed } = await confirmOrder(nowCtx(customerId), customerId, buyer.requests[kind]);
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  const { orderId, shortMinor: amountMinor } = placed;
  const open = async () => {
    const wish = { topUpId: newId(), customerId, amountMinor, orderId };
    const { topUpId } = await startTopUp(nowCtx(customerId), wish);
    return topUpId;
  };
  return { ...buyer, orderId, amountMinor, open };
}

async function pay(customerId: number, topUpId: string): Promise<void> {
  world.stripe.pay((await topUpRow(topUpId)).checkout_session_id);
  await settleTopUp(nowCtx(customerId), { topUpId });
  // The webhook may have credited it first, and still be spending it.
  await putCreditToUse(jobCtx(), { customerId });
}

const become = (customerId: number, status: 'blocked' | 'inactive' | 'active') =>
  changeCustomerStatus(staff(), { customerId, status });

const closed = ['blocked', 'inactive'] as const;
const whyNot: Record<Kind, string> = {
  new_service: NOT_ACTIVE,
  pack: 'service_not_running',
  plan_change: 'service_not_running',
};
const pairs = closed.flatMap((status) =>
  kinds.map((kind) => [status, kind, whyNot[kind]] as const),
);

describe('a customer who is no longer active', () => {
  it.each(pairs)('gets no sheet: %s, %s', async (status, kind, why) => {
    const { customerId, requests } = await givenBuyer();
    await become(customerId, status);
    for (const ctx of [nowCtx(customerId), staff()])
      expect(await refusalOf(previewOrder(ctx, { customerId, request: requests[kind] }))).toBe(why);
  });

  it.each(pairs)('cannot confirm an open sheet: %s, %s', async (status, kind, why) => {
    const { customerId, requests } = await givenBuyer();
    await givenCredit(customerId, PRICE_MINOR, new Date());
    const request = requests[kind];
    const preview = await previewOrder(nowCtx(customerId), { customerId, request });
    await become(customerId, status);
    const { orderId, sealedQuote: quote } = preview;
    const placed = placeOrder(nowCtx(customerId), { orderId, customerId, request, quote });
    expect(await refusalOf(placed)).toBe(why);
    expect(await balanceOf(customerId)).toBe(PRICE_MINOR);
  });

  it.each(pairs)(
    'can open no payment page for an order that waits: %s, %s',
    async (status, kind, why) => {
      const { customerId, orderId, open } = await givenWaiting(kind);
      await become(customerId, status);
      const standing = await findOrderStanding(nowCtx(customerId), { customerId, orderId });
      expect(standing).toMatchObject({ kind: 'impossible', error: { key: why } });
      expect(await refusalOf(open())).toBe(why);
      expect((await stateOf(orderId))?.state).toBe('waiting');
    },
  );

  it.each(pairs)(
    'keeps what arrives by a page that was open; the order fails: %s, %s',
    async (status, kind, why) => {
      const { customerId, orderId, amountMinor, open } = await givenWaiting(kind);
      const topUpId = await open();
      await become(customerId, status);
      await pay(customerId, topUpId);
      expect((await topUpRow(topUpId)).status).toBe('paid');
      expect(await stateOf(orderId)).toEqual({ state: 'failed', failure: why });
      expect(await balanceOf(customerId)).toBe(amountMinor);
    },
  );

  it.each(pairs)('has the order again once active again: %s, %s', async (status, kind) => {
    const { customerId, orderId, open } = await givenWaiting(kind);
    const topUpId = await open();
    await become(customerId, status);
    await become(customerId, 'active');
    await pay(customerId, topUpId);
    expect(await stateOf(orderId)).toEqual({ state: 'executed', failure: null });
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it.each(kinds)('is one while their payment is used, or it buys: %s', async (kind) => {
    const { customerId, orderId, amountMinor } = await givenWaiting(kind);
    await givenCredit(customerId, amountMinor, new Date());
    await Promise.all([
      become(customerId, 'blocked'),
      putCreditToUse(jobCtx(), { customerId, orderId }),
    ]);
    const state = (await stateOf(orderId))?.state;
    expect(['executed', 'failed']).toContain(state);
    expect(await balanceOf(customerId)).toBe(state === 'executed' ? 0n : amountMinor);
  });
});

describe('a duplicate that is merged into another customer', () => {
  it.each(kinds)(
    'hands over an order that waits: the remaining one’s credit pays it, %s',
    async (kind) => {
      const { customerId: fromId, orderId, amountMinor } = await givenWaiting(kind);
      const intoId = await givenCustomer();
      await givenCredit(intoId, amountMinor, new Date());
      await mergeCustomers(staff(), { fromId, intoId });
      const ids = { customerId: intoId, orderId };
      expect(await findOrderStanding(nowCtx(intoId), ids)).toEqual({ kind: 'holds' });
      // The job that uses the credit runs without waiting for another payment.
      expect(
        await getSql()`select 1 from events where event_id = ${`wallet/credited:merge:${fromId}`}`,
      ).toHaveLength(1);
      await putCreditToUse(jobCtx(), { customerId: intoId });
      expect(await stateOf(orderId)).toEqual({ state: 'executed', failure: null });
      expect(await balanceOf(intoId)).toBe(0n);
    },
  );

  it.each(kinds)('waits with its merge while a payment page is open: %s', async (kind) => {
    const { customerId: fromId, open } = await givenWaiting(kind);
    await open();
    const intoId = await givenCustomer();
    const merged = mergeCustomers(staff(), { fromId, intoId });
    expect(await refusalOf(merged)).toBe('merge_payment_open');
  });

  it.each(kinds)('confirms no sheet that was open: %s', async (kind) => {
    const { customerId: fromId, requests } = await givenBuyer();
    const request = requests[kind];
    const preview = await previewOrder(nowCtx(fromId), { customerId: fromId, request });
    const intoId = await givenCustomer();
    await mergeCustomers(staff(), { fromId, intoId });
    const { orderId, sealedQuote: quote } = preview;
    for (const customerId of [fromId, intoId]) {
      const placed = placeOrder(nowCtx(customerId), { orderId, customerId, request, quote });
      expect(await refusalOf(placed)).not.toBe('not refused');
    }
    const rows = await getSql()`
      select 1 from orders where customer_id in (${fromId}, ${intoId})`;
    expect(rows).toHaveLength(0);
  });

  it.each(kinds)('leaves the remaining one’s order and payment page alone: %s', async (kind) => {
    const { customerId: intoId, orderId, open } = await givenWaiting(kind);
    const topUpId = await open();
    const fromId = await givenCustomer();
    await mergeCustomers(staff(), { fromId, intoId });
    await pay(intoId, topUpId);
    expect(await stateOf(orderId)).toEqual({ state: 'executed', failure: null });
  });

  it('has its order executed or handed over when it is paid at the same moment', async () => {
    const { customerId: fromId, orderId, amountMinor } = await givenWaiting('new_service');
    const intoId = await givenCustomer();
    await givenCredit(fromId, amountMinor, new Date());
    await Promise.all([
      mergeCustomers(staff(), { fromId, intoId }),
      putCreditToUse(jobCtx(), { customerId: fromId, orderId }),
    ]);
    await putCreditToUse(jobCtx(), { customerId: intoId });
    expect(await stateOf(orderId)).toEqual({ state: 'executed', failure: null });
    expect([await balanceOf(fromId), await balanceOf(intoId)]).toEqual([0n, 0n]);
  });
});
