import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { applyIntent } from '@/lib/payments/apply-intent';
import { settleCheckout } from '@/lib/payments/settle-top-up';
import { retrieveCheckout } from '@/lib/payments/stripe-checkout';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
} from '@/tests/support/fixtures';
import { decide, shownOf } from './parked-world';
import { givenTopUp, jobCtx, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

/** Takes days to arrive. */
const DEBIT = 'AT611904300234573201';

let world: StripeWorld;
let dashboard: Stripe;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
  const { port } = world.stripe;
  dashboard = new Stripe('sk_test_dashboard', { host: '127.0.0.1', port, protocol: 'http' });
});
afterEach(async () => {
  world.stripe.chaos.reset();
  await world.stripe.settled();
  expect(await brokenLedgerRules()).toEqual([]);
});
afterAll(() => world.close());

/** A top-up of 26.00 and the two pages it can be paid on: its own, and one that somebody made by hand. */
async function givenTwoPages(names: { customer_id?: string } = {}, amount = 2_600) {
  const customerId = await givenCustomer();
  const { topUpId, sessionId: own } = await givenTopUp(customerId, 2_600n);
  const { id: byHand } = await dashboard.checkout.sessions.create({
    mode: 'payment',
    metadata: { top_up_id: topUpId, ...names },
    success_url: 'https://example.com/done',
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'eur', unit_amount: amount, product_data: { name: 'By hand' } },
      },
    ],
  });
  world.stripe.chaos.setWebhooks({ dropShare: 1 });
  return { customerId, topUpId, own, byHand };
}

async function paid(sessionId: string, card?: string): Promise<string> {
  world.stripe.pay(sessionId, card);
  const { payment_intent: intent } = await dashboard.checkout.sessions.retrieve(sessionId);
  return String(intent);
}

const settle = async (sessionId: string) =>
  settleCheckout(jobCtx(), await retrieveCheckout(sessionId));

/** Settles a session in a process that loses Stripe once the refunds are recorded. */
async function settleHalf(sessionId: string): Promise<void> {
  world.stripe.chaos.failNext({ kind: 'error_before_commit', path: '/disputes', times: 3 });
  await expect(settle(sessionId)).rejects.toMatchObject({ key: 'payments_unavailable' });
  world.stripe.chaos.reset();
  world.stripe.chaos.setWebhooks({ dropShare: 1 });
}

type Row = { id: string; status: string; refunded: string; disputes: number };

/** The row of a payment, with the refunds and disputes recorded for it. */
async function rowOf(intentId: string): Promise<Row | undefined> {
  const rows = await getSql()<Row[]>`
    select id, status, park_reason, customer_id::int as customer_id,
      (select coalesce(sum(amount_minor), 0)::text from top_up_refunds where top_up_id = t.id)
        as refunded,
      (select count(*)::int from top_up_disputes where top_up_id = t.id) as disputes
    from top_ups t where payment_intent_id = ${intentId}`;
  return rows[0];
}

describe('a payment by a page made by hand, refunded and left half settled by a crash', () => {
  test('keeps its refund, and the payment by the own page waits for staff in whole', async () => {
    const { customerId, topUpId, own, byHand } = await givenTwoPages();
    const first = await paid(byHand);
    await dashboard.refunds.create({ payment_intent: first });
    await settleHalf(byHand);
    const second = await paid(own);
    await settle(own);
    expect(await rowOf(first)).toMatchObject({ id: topUpId, status: 'returned', refunded: '2600' });
    const extra = await rowOf(second);
    expect(extra).toMatchObject({ status: 'parked', refunded: '0' });
    expect(await shownOf(extra?.id ?? '')).toMatchObject({ leftMinor: 2_600n });
    await decide(extra?.id ?? '', 'credit', 2_600n);
    await settle(byHand);
    await settle(own);
    await sweepStripeEvents(jobCtx());
    expect(await balanceOf(customerId)).toBe(2_600n);
  });

  test('credits what a partial refund left of it, once', async () => {
    const { customerId, topUpId, own, byHand } = await givenTwoPages();
    const first = await paid(byHand);
    await dashboard.refunds.create({ payment_intent: first, amount: 1_000 });
    await settleHalf(byHand);
    const second = await paid(own);
    await settle(own);
    await settle(byHand);
    expect(await rowOf(first)).toMatchObject({ id: topUpId, status: 'paid', refunded: '1000' });
    expect(await rowOf(second)).toMatchObject({ status: 'parked', refunded: '0' });
    expect(await balanceOf(customerId)).toBe(1_600n);
  });

  test('keeps its refund when the own page is on its way to be paid', async () => {
    const { topUpId, own, byHand } = await givenTwoPages();
    const first = await paid(byHand);
    await dashboard.refunds.create({ payment_intent: first });
    await settleHalf(byHand);
    await paid(own, DEBIT);
    await settle(own);
    expect(await rowOf(first)).toMatchObject({ id: topUpId, refunded: '2600' });
  });
});

describe('two payments of one top-up settled at the same time', () => {
  test.each([1, 2, 3, 4])(
    'are one credited and one for staff, and a refund stays with its payment (run %i)',
    async () => {
      const { customerId, own, byHand } = await givenTwoPages();
      const first = await paid(byHand);
      await dashboard.refunds.create({ payment_intent: first, amount: 1_000 });
      const second = await paid(own);
      await Promise.allSettled([settle(byHand), settle(own), settle(byHand), settle(own)]);
      await settle(byHand);
      await settle(own);
      expect(await rowOf(first)).toMatchObject({ refunded: '1000' });
      expect(await rowOf(second)).toMatchObject({ refunded: '0' });
      const states = [(await rowOf(first))?.status, (await rowOf(second))?.status];
      expect(states.toSorted()).toEqual(['paid', 'parked']);
      expect(await balanceOf(customerId)).toBe(states[0] === 'paid' ? 1_600n : 2_600n);
    },
  );

  test('keep a dispute with the payment that is disputed', async () => {
    const { own, byHand } = await givenTwoPages();
    const first = await paid(byHand);
    const { latest_charge: charge } = await dashboard.paymentIntents.retrieve(first);
    world.stripe.dispute(String(charge));
    const second = await paid(own);
    await Promise.allSettled([settle(byHand), settle(own)]);
    await settle(byHand);
    await settle(own);
    expect(await rowOf(first)).toMatchObject({ disputes: 1 });
    expect(await rowOf(second)).toMatchObject({ disputes: 0 });
  });
});

test('a top-up whose own payment is still on its way is credited by another that arrived', async () => {
  const { customerId, topUpId, own, byHand } = await givenTwoPages();
  await paid(own, DEBIT);
  await settle(own);
  expect((await topUpRow(topUpId)).status).toBe('processing');
  const arrived = await paid(byHand);
  await settle(byHand);
  expect(await rowOf(arrived)).toMatchObject({ id: topUpId, status: 'paid' });
  expect(await balanceOf(customerId)).toBe(2_600n);
});

describe('a page made by hand that names a top-up and another customer', () => {
  test('credits nobody while the top-up is open: the payment waits for staff', async () => {
    const other = await givenCustomer();
    const { customerId, topUpId, byHand } = await givenTwoPages({ customer_id: String(other) });
    await paid(byHand);
    await settle(byHand);
    expect(await topUpRow(topUpId)).toMatchObject({ status: 'parked', park_reason: 'owner' });
    expect([await balanceOf(customerId), await balanceOf(other)]).toEqual([0n, 0n]);
  });

  test('waits for staff with the top-up’s customer once the top-up is settled', async () => {
    const other = await givenCustomer();
    const { customerId, own, byHand } = await givenTwoPages({ customer_id: String(other) });
    await paid(own);
    await settle(own);
    const second = await paid(byHand);
    await settle(byHand);
    expect(await rowOf(second)).toMatchObject({
      ...{ customer_id: customerId, status: 'parked', park_reason: 'names' },
    });
    expect([await balanceOf(customerId), await balanceOf(other)]).toEqual([2_600n, 0n]);
  });
});

test('a page made by hand for another amount leaves the top-up to its own page', async () => {
  const { customerId, topUpId, own, byHand } = await givenTwoPages({}, 1_000);
  const strange = await paid(byHand);
  await settle(byHand);
  expect((await topUpRow(topUpId)).status).toBe('pending');
  expect(await rowOf(strange)).toMatchObject({ status: 'parked' });
  const wanted = await paid(own);
  await settle(own);
  await settle(byHand);
  expect(await rowOf(wanted)).toMatchObject({ id: topUpId, status: 'paid' });
  expect(await balanceOf(customerId)).toBe(2_600n);
});

test('a payment whose page Stripe does not list yet is credited to its top-up', async () => {
  const { customerId, topUpId, own } = await givenTwoPages();
  const intent = await paid(own);
  world.stripe.chaos.failNext({ kind: 'lagging_list', path: '/checkout/sessions' });
  await applyIntent(jobCtx(), intent);
  await settle(own);
  expect(await rowOf(intent)).toMatchObject({ id: topUpId, status: 'paid' });
  expect(await balanceOf(customerId)).toBe(2_600n);
});

test('a payment set aside while Stripe fails is followed when its event is retried', async () => {
  const { own, byHand } = await givenTwoPages();
  await paid(own);
  await settle(own);
  const extra = await paid(byHand);
  await dashboard.refunds.create({ payment_intent: extra });
  world.stripe.chaos.failNext({ kind: 'error_before_commit', path: '/refunds', times: 3 });
  await expect(applyIntent(jobCtx(), extra)).rejects.toMatchObject({ key: 'payments_unavailable' });
  expect(await rowOf(extra)).toMatchObject({ status: 'parked', refunded: '0' });
  await applyIntent(jobCtx(), extra);
  expect(await rowOf(extra)).toMatchObject({ status: 'returned', refunded: '2600' });
});
