import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import { countPaymentsToDecide, listParkedTopUps } from '@/lib/screens/admin/money';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
} from '@/tests/support/fixtures';
import { decide, refundsOf, shownOf, staff } from './parked-world';
import { givenTopUp, jobCtx, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

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

type Named = { top_up_id?: string; customer_id?: string };

/** A payment of 40.00 that somebody makes with Stripe's API, without a payment page. */
async function paidByApi(metadata: Named, currency = 'eur') {
  const intent = await dashboard.paymentIntents.create({
    amount: 4_000,
    currency,
    metadata,
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: 'https://example.com/done',
  });
  expect(intent.status).toBe('succeeded');
  return { intentId: intent.id, charge: String(intent.latest_charge) };
}

/** Redelivers the latest events, newest first. */
async function replay() {
  const latest = world.stripe.objects.all('events').slice(0, 12);
  for (const { id } of latest) await world.stripe.resend(id);
}

type Row = { id: string; status: string; customer_id: number; park_reason: string | null };

async function rowsOf(intentId: string): Promise<Row[]> {
  return getSql()<Row[]>`
    select id, status, customer_id::int as customer_id, park_reason from top_ups
    where payment_intent_id = ${intentId}`;
}

async function setAside(intentId: string): Promise<string> {
  const [row, ...others] = await rowsOf(intentId);
  expect([row?.status, others]).toEqual(['parked', []]);
  return row?.id ?? '';
}

async function givenOpen() {
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId, 2_600n);
  const named = { top_up_id: topUpId, customer_id: String(customerId) };
  return { customerId, topUpId, sessionId, named };
}

describe('a payment made with the API for a top-up whose page stays open', () => {
  test('waits for staff at once, and the top-up is paid as if it did not exist', async () => {
    const { customerId, topUpId, sessionId, named } = await givenOpen();
    const before = await countPaymentsToDecide(staff());
    const { intentId } = await paidByApi(named);
    await world.stripe.settled();
    const extraId = await setAside(intentId);
    expect(await shownOf(extraId)).toMatchObject({ arrivedMinor: 4_000n, leftMinor: 4_000n });
    expect((await countPaymentsToDecide(staff())).parked).toBe(before.parked + 1);
    expect(await balanceOf(customerId)).toBe(0n);
    world.stripe.pay(sessionId);
    await world.stripe.settled();
    expect((await topUpRow(topUpId)).status).toBe('paid');
    expect(await balanceOf(customerId)).toBe(2_600n);
  });

  test('is credited once, however often its events are delivered', async () => {
    const { customerId, named } = await givenOpen();
    const { intentId } = await paidByApi(named);
    await world.stripe.settled();
    const extraId = await setAside(intentId);
    await replay();
    expect(await setAside(intentId)).toBe(extraId);
    expect(await decide(extraId, 'credit', 4_000n)).toEqual({ kind: 'credited' });
    await replay();
    await expect(decide(extraId, 'credit')).rejects.toMatchObject({ key: 'top_up_not_parked' });
    expect(await balanceOf(customerId)).toBe(4_000n);
  });

  test('is sent back once', async () => {
    const { customerId, named } = await givenOpen();
    const { intentId, charge } = await paidByApi(named);
    await world.stripe.settled();
    const extraId = await setAside(intentId);
    expect(await decide(extraId, 'return')).toEqual({ kind: 'returned' });
    await replay();
    await expect(decide(extraId, 'return')).rejects.toMatchObject({ key: 'top_up_gone' });
    expect(refundsOf(world, charge)).toEqual([4_000]);
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('is found by the sweep when its webhook was lost', async () => {
    const { named } = await givenOpen();
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { intentId } = await paidByApi(named);
    expect(await rowsOf(intentId)).toEqual([]);
    await sweepStripeEvents(jobCtx());
    const extraId = await setAside(intentId);
    world.stripe.chaos.reset();
    await replay();
    await sweepStripeEvents(jobCtx());
    expect(await setAside(intentId)).toBe(extraId);
  });

  test('in another currency is sent back, and cannot be credited', async () => {
    const { named } = await givenOpen();
    const { intentId, charge } = await paidByApi(named, 'usd');
    await world.stripe.settled();
    const extraId = await setAside(intentId);
    expect(await shownOf(extraId)).toMatchObject({ arrivedMinor: 4_000n, currency: 'USD' });
    await expect(decide(extraId, 'credit')).rejects.toMatchObject({ key: 'top_up_wrong_currency' });
    expect(await decide(extraId, 'return')).toEqual({ kind: 'returned' });
    expect(refundsOf(world, charge)).toEqual([4_000]);
  });

  test('needs no decision once it was refunded at Stripe', async () => {
    const { named } = await givenOpen();
    const { intentId, charge } = await paidByApi(named);
    await world.stripe.settled();
    const extraId = await setAside(intentId);
    await dashboard.refunds.create({ charge });
    await world.stripe.settled();
    await expect(decide(extraId, 'credit')).rejects.toMatchObject({ key: 'top_up_gone' });
    expect((await rowsOf(intentId)).map(({ status }) => status)).toEqual(['returned']);
  });

  test('that was refunded before anything was reported needs no decision', async () => {
    const { customerId, named } = await givenOpen();
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { intentId, charge } = await paidByApi(named);
    await dashboard.refunds.create({ charge });
    await sweepStripeEvents(jobCtx());
    expect((await rowsOf(intentId)).map(({ status }) => status)).toEqual(['returned']);
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

describe('a second payment of a top-up that was credited', () => {
  test('by its own page, after a session made by hand, waits for staff and is credited once', async () => {
    const { customerId, topUpId, sessionId } = await givenOpen();
    const byHand = await dashboard.checkout.sessions.create({
      mode: 'payment',
      metadata: { top_up_id: topUpId },
      success_url: 'https://example.com/done',
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'eur', unit_amount: 2_600, product_data: { name: 'By hand' } },
        },
      ],
    });
    world.stripe.pay(byHand.id);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(2_600n);
    world.stripe.pay(sessionId);
    await world.stripe.settled();
    await replay();
    const { payment_intent: own } = await dashboard.checkout.sessions.retrieve(sessionId);
    const extraId = await setAside(String(own));
    expect(await balanceOf(customerId)).toBe(2_600n);
    await decide(extraId, 'credit', 2_600n);
    await replay();
    expect(await balanceOf(customerId)).toBe(5_200n);
  });
});

describe('a payment whose metadata is not ours', () => {
  test('waits for staff when a top-up of ours is named with another customer, and is credited to neither', async () => {
    const { topUpId, customerId } = await givenOpen();
    const other = await givenCustomer();
    for (const named of [String(other), 'cus_of_a_shop', '999999999999']) {
      const { intentId } = await paidByApi({ top_up_id: topUpId, customer_id: named });
      await world.stripe.settled();
      await replay();
      const [row, ...more] = await rowsOf(intentId);
      expect(more).toEqual([]);
      expect(row).toMatchObject({
        customer_id: customerId,
        status: 'parked',
        park_reason: 'names',
      });
      const listed = await listParkedTopUps(staff());
      expect(listed.find(({ id }) => id === row?.id)).toMatchObject({ parkReason: 'names' });
    }
    expect([await balanceOf(customerId), await balanceOf(other)]).toEqual([0n, 0n]);
  });

  test('waits for staff when its page names another top-up than the payment does', async () => {
    const { customerId, named } = await givenOpen();
    const session = await dashboard.checkout.sessions.create({
      mode: 'payment',
      metadata: { top_up_id: newId() },
      payment_intent_data: { metadata: named },
      success_url: 'https://example.com/done',
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'eur', unit_amount: 900, product_data: { name: 'By hand' } },
        },
      ],
    });
    world.stripe.pay(session.id, '4242424242424242');
    await world.stripe.settled();
    const { payment_intent: intent } = await dashboard.checkout.sessions.retrieve(session.id);
    expect(await rowsOf(String(intent))).toMatchObject([
      { customer_id: customerId, status: 'parked', park_reason: 'names' },
    ]);
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('names no customer when its names are unknown or malformed', async () => {
    const { customerId } = await givenOpen();
    const strange: Named[] = [
      { top_up_id: newId(), customer_id: String(customerId) },
      { top_up_id: 'order-7', customer_id: String(customerId) },
      // Another shop at the same account may count its customers as we do.
      { customer_id: String(customerId) },
      { customer_id: '999999999999' },
      { customer_id: '99999999999999999999999' },
      { customer_id: '-1' },
      {},
    ];
    for (const metadata of strange) {
      const { intentId } = await paidByApi(metadata);
      await world.stripe.settled();
      expect([metadata, await rowsOf(intentId)]).toEqual([metadata, []]);
    }
    const [failing] = await getSql()<{ n: number }[]>`
      select count(*)::int as n from stripe_events where applied_at is null`;
    expect(failing?.n).toBe(0);
  });
});
