import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import { getTopUpDetail } from '@/lib/screens/shared/top-ups';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
} from '@/tests/support/fixtures';
import { decide, givenParked, refundsOf, staff } from './parked-world';
import { givenTopUp, jobCtx, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

let world: StripeWorld;
let dashboard: Stripe;
const parked = (card?: string) => givenParked(world, card);

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

describe('a decision about a parked payment', () => {
  test('is one of two made at once: credited or refunded, never both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { customerId, topUpId, charge } = await parked();
      const both = await Promise.allSettled([decide(topUpId, 'credit'), decide(topUpId, 'return')]);
      await world.stripe.settled();
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const isCredited = (await topUpRow(topUpId)).status === 'paid';
      expect(await balanceOf(customerId)).toBe(isCredited ? 5_000n : 0n);
      expect(refundsOf(world, charge)).toEqual(isCredited ? [] : [5_000]);
    }
  });

  test('that meets a refund at Stripe leaves nothing in the wallet', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { customerId, topUpId, charge } = await parked();
      await Promise.allSettled([decide(topUpId, 'credit'), dashboard.refunds.create({ charge })]);
      await world.stripe.settled();
      expect(refundsOf(world, charge)).toEqual([5_000]);
      expect(await balanceOf(customerId)).toBe(0n);
    }
  });

  test('is refused while Stripe cannot say what is left', async () => {
    const { customerId, topUpId } = await parked();
    world.stripe.chaos.failNext({ kind: 'reset', path: '/refunds', times: 3 });
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'payments_unavailable' });
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await topUpRow(topUpId)).status).toBe('parked');
  });

  test('to refund it is not lost with the connection, and blocks crediting it', async () => {
    const { topUpId, charge } = await parked();
    world.stripe.chaos.failNext({ kind: 'reset', method: 'POST', path: '/refunds', times: 3 });
    expect(await decide(topUpId, 'return')).toEqual({ kind: 'returning' });
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'top_up_gone' });
    await sweepRefunds(jobCtx(11 * 60_000));
    await sweepRefunds(jobCtx(22 * 60_000));
    expect(refundsOf(world, charge)).toEqual([5_000]);
  });

  test('to refund it can be made again when it fails at the bank', async () => {
    const { customerId, topUpId, charge } = await parked('4000000000005126');
    await decide(topUpId, 'return');
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect(await getTopUpDetail(staff(), topUpId)).toMatchObject({
      status: 'parked',
      parkReason: 'amount',
      waiting: { leftMinor: 5_000n },
    });
    await decide(topUpId, 'return');
    expect(refundsOf(world, charge)).toEqual([5_000]);
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

describe('a payment made by hand in Stripe for a top-up, whose own page stays open', () => {
  /** 30.00 arrived with a session that somebody made in Stripe, for a top-up of 20.00. */
  async function paidByHand(currency = 'eur') {
    const customerId = await givenCustomer();
    const { topUpId, sessionId: ownId } = await givenTopUp(customerId);
    const { id } = await dashboard.checkout.sessions.create({
      mode: 'payment',
      metadata: { top_up_id: topUpId },
      success_url: 'https://example.com/done',
      line_items: [
        {
          quantity: 1,
          price_data: { currency, unit_amount: 3_000, product_data: { name: 'By hand' } },
        },
      ],
    });
    world.stripe.pay(id);
    await world.stripe.settled();
    const { payment_intent: intent } = await dashboard.checkout.sessions.retrieve(id);
    const rows = await getSql()<{ id: string; status: string; charge: string }[]>`
      select id, status, charge_id as charge from top_ups where payment_intent_id = ${String(intent)}`;
    expect(rows).toMatchObject([{ status: 'parked' }]);
    const own = await topUpRow(topUpId);
    expect([own.status, ownId === id]).toEqual(['pending', false]);
    return { customerId, topUpId: rows[0]?.id ?? '', charge: rows[0]?.charge ?? '' };
  }

  test('is credited with what arrived', async () => {
    const { customerId, topUpId } = await paidByHand();
    expect(await decide(topUpId, 'credit')).toEqual({ kind: 'credited' });
    expect(await balanceOf(customerId)).toBe(3_000n);
  });

  test('is sent back', async () => {
    const { customerId, topUpId, charge } = await paidByHand();
    expect(await decide(topUpId, 'return')).toEqual({ kind: 'returned' });
    expect(refundsOf(world, charge)).toEqual([3_000]);
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('in another currency is sent back, and cannot be credited', async () => {
    const { topUpId, charge } = await paidByHand('usd');
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'top_up_wrong_currency' });
    expect(await decide(topUpId, 'return')).toEqual({ kind: 'returned' });
    expect(refundsOf(world, charge)).toEqual([3_000]);
  });
});
