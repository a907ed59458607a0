import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  staffCtx,
} from '@/tests/support/fixtures';
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
  world.stripe.settleIn(null);
  await world.stripe.settled();
  expect(await brokenLedgerRules()).toEqual([]);
});
afterAll(() => world.close());

/** A paid top-up of 100.00. */
async function givenPaid(card?: string) {
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId, 10_000n);
  world.stripe.pay(sessionId, card);
  await world.stripe.settled();
  return { customerId, topUpId, charge: (await topUpRow(topUpId)).charge_id };
}

const refund = (topUpId: string, amountMinor: bigint) =>
  refundTopUp(staffCtx(new Date()), {
    ...{ requestId: newId(), topUpId, amountMinor, reason: 'Asked for it', debtMinor: amountMinor },
  });

async function decided(disputeId: string, outcome: 'won' | 'lost'): Promise<void> {
  world.stripe.decide(disputeId, outcome);
  await world.stripe.settled();
}

describe('the loss of a wallet for one payment', () => {
  test('is all of it where a refund reserved here was refused, because the bank took the payment back', async () => {
    const { customerId, topUpId, charge } = await givenPaid();
    world.stripe.chaos.failNext({ kind: 'reset', path: '/refunds', times: 3 });
    expect(await refund(topUpId, 6_000n)).toMatchObject({ status: 'requested' });
    world.stripe.chaos.reset();
    expect(await balanceOf(customerId)).toBe(4_000n);
    const dispute = world.stripe.dispute(charge);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(0n);
    await sweepRefunds(jobCtx(20 * 60_000));
    expect(await balanceOf(customerId)).toBe(0n);
    await decided(dispute.id, 'lost');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('is all of it where a dispute was won, taken up again and lost', async () => {
    const { customerId, charge } = await givenPaid();
    const dispute = world.stripe.dispute(charge);
    await decided(dispute.id, 'won');
    expect(await balanceOf(customerId)).toBe(10_000n);
    world.stripe.reopen(dispute.id);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(0n);
    await decided(dispute.id, 'lost');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('moves between a refund and a dispute of the same money, as one fails and the other is won', async () => {
    const { customerId, charge } = await givenPaid('4000000000005126');
    await dashboard.refunds.create({ charge, amount: 3_000 });
    const dispute = world.stripe.dispute(charge, 'fraudulent', 10_000);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(0n);
    await decided(dispute.id, 'won');
    expect(await balanceOf(customerId)).toBe(7_000n);
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(10_000n);
  });
});

describe('a dispute of a payment that Stripe settles in another currency', () => {
  test('costs the wallet the payment in its own currency, and leaves fee and exchange to the operator', async () => {
    const { customerId, charge } = await givenPaid();
    world.stripe.settleIn({ currency: 'gbp', perThousand: 900 });
    const dispute = world.stripe.dispute(charge);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(0n);
    await decided(dispute.id, 'lost');
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await settledOf(dispute.id)).toEqual({ currency: 'GBP', amount: '-9000', fee: '1350' });
  });

  test('gives all of it back when it is won at another rate', async () => {
    const { customerId, charge } = await givenPaid();
    world.stripe.settleIn({ currency: 'gbp', perThousand: 900 });
    const dispute = world.stripe.dispute(charge);
    world.stripe.settleIn({ currency: 'gbp', perThousand: 850 });
    await decided(dispute.id, 'won');
    expect(await balanceOf(customerId)).toBe(10_000n);
    expect(await settledOf(dispute.id)).toEqual({ currency: 'GBP', amount: '-500', fee: '1350' });
  });
});

async function settledOf(disputeId: string) {
  const [row] = await getSql()<{ currency: string; amount: string; fee: string }[]>`
    select settled_currency as currency, settled_minor::text as amount, fee_minor::text as fee
    from top_up_disputes where id = ${disputeId}`;
  return row;
}
