import Stripe from 'stripe';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import type { OperatorAccountKind } from '@/lib/kit/ledger-words';
import { applyDispute } from '@/lib/payments/apply-dispute';
import { applyPayout } from '@/lib/payments/apply-payout';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { sweepStripeBalance } from '@/lib/payments/sweep-stripe-balance';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import {
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { givenTopUp, jobCtx, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

const DAY = 86_400_000;
/** Stripe's fee in the stand-in for a payment of 20.00: 2.9 % and 0.30. */
const FEE = 88n;
const DISPUTE_FEE = 1_500n;
let world: StripeWorld;
let before: Map<string, bigint>;

beforeAll(() => givenOperator());
beforeEach(async () => {
  world = await startStripeWorld();
  before = await heldByAccount();
});
afterEach(async () => {
  world.stripe.settleIn(null);
  await world.stripe.settled();
  await world.close();
  expect(await brokenLedgerRules()).toEqual([]);
});

/** What each of the operator's accounts holds: debits minus credits. */
async function heldByAccount(): Promise<Map<string, bigint>> {
  const rows = await getSql()<{ account: string; held: string }[]>`
    select a.kind || coalesce(':' || a.currency, '') as account,
      sum(case when t.debit_account_id = a.id then t.amount_minor else -t.amount_minor end)::text as held
    from accounts a join transfers t on a.id in (t.debit_account_id, t.credit_account_id)
    where a.customer_id is null group by 1`;
  return new Map(rows.map((row) => [row.account, BigInt(row.held)]));
}

/** How much an account has gained since the test began. */
async function gained(kind: OperatorAccountKind, currency?: string): Promise<bigint> {
  const account = currency === undefined ? kind : `${kind}:${currency}`;
  return ((await heldByAccount()).get(account) ?? 0n) - (before.get(account) ?? 0n);
}

async function paid(): Promise<{ topUpId: string; chargeId: string }> {
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId, 2_000n);
  world.stripe.pay(sessionId);
  await settleTopUp(jobCtx(), { topUpId });
  await world.stripe.settled();
  return { topUpId, chargeId: (await topUpRow(topUpId)).charge_id };
}

const stripeClient = () => {
  const { port } = new URL(world.stripe.apiBase);
  return new Stripe('sk_test_books', { host: '127.0.0.1', port, protocol: 'http' });
};

async function sentPayout(amount: number): Promise<string> {
  world.stripe.advance(3 * DAY);
  return (await stripeClient().payouts.create({ amount, currency: 'eur' })).id;
}

describe('a payment by card', () => {
  test('is posted although our clock ran ahead in an earlier sweep', async () => {
    await paid();
    await sweepStripeBalance(jobCtx(2 * DAY));
    await paid();
    await sweepStripeBalance(jobCtx());
    expect(await gained('stripe_clearing')).toBe(0n);
  });

  test('leaves clearing for the balance at Stripe, and its fee is an expense', async () => {
    await paid();
    expect(await gained('stripe_clearing')).toBe(2_000n);
    await sweepStripeBalance(jobCtx());
    expect(await gained('stripe_clearing')).toBe(0n);
    expect(await gained('stripe_balance')).toBe(2_000n - FEE);
    expect(await gained('stripe_fees')).toBe(FEE);
  });

  test('is posted once by several sweeps at once and one after another', async () => {
    await paid();
    await Promise.all([1, 2, 3].map(() => sweepStripeBalance(jobCtx())));
    await sweepStripeBalance(jobCtx());
    expect(await gained('stripe_balance')).toBe(2_000n - FEE);
    expect(await gained('stripe_fees')).toBe(FEE);
  });

  test('that is disputed and won again costs the dispute’s fee', async () => {
    const { chargeId } = await paid();
    const { id } = world.stripe.dispute(chargeId);
    await applyDispute(jobCtx(), { disputeId: id });
    world.stripe.decide(id, 'won');
    await applyDispute(jobCtx(), { disputeId: id });
    await sweepStripeBalance(jobCtx());
    expect(await gained('stripe_clearing')).toBe(0n);
    expect(await gained('dispute_fees')).toBe(DISPUTE_FEE);
    expect(await gained('stripe_balance')).toBe(2_000n - FEE - DISPUTE_FEE);
  });

  test('that Stripe exchanges keeps each currency balanced and leaves nothing in clearing', async () => {
    world.stripe.settleIn({ currency: 'usd', perThousand: 1_100 });
    await paid();
    await sweepStripeBalance(jobCtx());
    expect(await gained('stripe_clearing')).toBe(0n);
    expect(await gained('exchange')).toBe(2_000n);
    expect(await gained('exchange', 'USD')).toBe(-2_200n);
    expect((await gained('stripe_balance', 'USD')) + (await gained('stripe_fees', 'USD'))).toBe(
      2_200n,
    );
    expect(await gained('stripe_balance')).toBe(0n);
  });

  test('that belongs to no customer here does not touch clearing', async () => {
    await paid();
    const payment = { amount: 500, currency: 'eur', payment_method: 'pm_card_visa', confirm: true };
    const returned = { return_url: 'http://netpurse.test/' };
    await stripeClient().paymentIntents.create({ ...payment, ...returned });
    await sweepStripeBalance(jobCtx());
    expect(await gained('stripe_clearing')).toBe(0n);
    expect(await gained('stripe_other')).toBe(-500n);
  });

  test.each([
    { customer_id: '987654321' },
    { customer_id: 'cus_of_a_shop' },
    { top_up_id: 'basket-17' },
    { top_up_id: '3f1f0d1e-6c80-4f0e-9f8e-1f9a3a1c9b11' },
  ])(
    'of another application whose metadata looks like ours does not either: %o',
    async (metadata) => {
      await paid();
      const payment = {
        amount: 500,
        currency: 'eur',
        payment_method: 'pm_card_visa',
        confirm: true,
      };
      const returned = { return_url: 'http://netpurse.test/' };
      await stripeClient().paymentIntents.create({ ...payment, ...returned, metadata });
      await sweepStripeBalance(jobCtx());
      expect(await gained('stripe_clearing')).toBe(0n);
      expect(await gained('stripe_other')).toBe(-500n);
    },
  );
});

describe('a payout', () => {
  test('is on its way once it left Stripe, and at the bank once Stripe says so', async () => {
    await paid();
    const payoutId = await sentPayout(1_000);
    await sweepStripeBalance(jobCtx());
    expect(await gained('payouts')).toBe(1_000n);
    world.stripe.bankPayout(payoutId, 'paid');
    await Promise.all([1, 2, 3].map(() => applyPayout(jobCtx(), { payoutId })));
    expect(await gained('payouts')).toBe(0n);
    expect(await gained('bank')).toBe(1_000n);
  });

  test('that the bank returns is on the balance again, however late its messages are', async () => {
    await paid();
    const payoutId = await sentPayout(1_000);
    world.stripe.bankPayout(payoutId, 'paid');
    await sweepStripeEvents(jobCtx(4 * DAY));
    expect(await gained('bank')).toBe(1_000n);
    world.stripe.bankPayout(payoutId, 'failed');
    for (const _ of [1, 2]) await applyPayout(jobCtx(), { payoutId });
    await sweepStripeBalance(jobCtx());
    expect(await gained('bank')).toBe(0n);
    expect(await gained('payouts')).toBe(0n);
    expect(await gained('stripe_balance')).toBe(2_000n - FEE);
  });

  test('that never arrived moves nothing at the bank', async () => {
    await paid();
    const payoutId = await sentPayout(1_000);
    world.stripe.bankPayout(payoutId, 'failed');
    await applyPayout(jobCtx(), { payoutId });
    await sweepStripeBalance(jobCtx());
    expect(await gained('bank')).toBe(0n);
    expect(await gained('payouts')).toBe(0n);
  });

  test('of more than is available is refused by Stripe', async () => {
    await paid();
    const early = stripeClient().payouts.create({ amount: 1_000, currency: 'eur' });
    await expect(early).rejects.toMatchObject({ code: 'balance_insufficient' });
    await expect(sentPayout(2_000)).rejects.toMatchObject({ code: 'balance_insufficient' });
  });
});

test('what moved at Stripe is posted for staff with the right and for jobs, and for nobody else', async () => {
  const customerId = await givenCustomer();
  for (const ctx of [subscriberCtx(customerId), staffCtx(new Date(), 'auditor')]) {
    await expect(sweepStripeBalance(ctx)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(applyPayout(ctx, { payoutId: 'po_1' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
});
