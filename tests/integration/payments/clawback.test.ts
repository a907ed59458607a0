import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '@/db/transaction';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getTopUpAftermath } from '@/lib/screens/portal/top-up';
import { listTopUps } from '@/lib/screens/shared/top-ups';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import {
  causesOf,
  givenTopUp,
  jobCtx,
  type StripeWorld,
  startStripeWorld,
  topUpRow,
} from './stripe-world';

let world: StripeWorld;
let stripe: Stripe;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
  const { port } = world.stripe;
  stripe = new Stripe('sk_test_dashboard', { host: '127.0.0.1', port, protocol: 'http' });
});
afterEach(async () => {
  world.stripe.chaos.reset();
  await world.stripe.settled();
  expect(await brokenLedgerRules()).toEqual([]);
});
afterAll(() => world.close());

/** A paid top-up of 20.00, part of which may already be spent. */
async function paidTopUp({ card = '4242424242424242', spent = 0n } = {}) {
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId);
  world.stripe.pay(sessionId, card);
  await world.stripe.settled();
  if (spent > 0n) await spend(customerId, spent);
  return { customerId, topUpId, ...(await topUpRow(topUpId)) };
}

function spend(customerId: number, grossMinor: bigint) {
  return inTransaction(jobCtx(), (ctx) =>
    chargeWallet(ctx, {
      customerId,
      grossMinor,
      taxMinor: 0n,
      causeKey: `test:spend:${customerId}:${Math.random()}`,
      kind: 'purchase',
      text: 'spent',
    }),
  );
}

describe('a refund made at Stripe', () => {
  test('takes the money from the wallet once, however often it is reported', async () => {
    world.stripe.chaos.setWebhooks({ copies: 3 });
    const { customerId, charge_id: charge } = await paidTopUp();
    await stripe.refunds.create({ charge, amount: 500 });
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(1_500n);
  });

  test('of spent credit takes the wallet below zero, and the next top-up repays it', async () => {
    const { customerId, charge_id: charge } = await paidTopUp({ spent: 2_000n });
    await stripe.refunds.create({ charge });
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(-2_000n);
    expect(await spend(customerId, 1n)).toMatchObject({ kind: 'short' });
    const next = await givenTopUp(customerId, 2_500n);
    world.stripe.pay(next.sessionId);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(500n);
  });

  test('that fails later gives its money back: only refunds that succeeded count', async () => {
    const { customerId, charge_id: charge } = await paidTopUp({ card: '4000000000005126' });
    const refund = await stripe.refunds.create({ charge, amount: 700 });
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(1_300n);
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await causesOf(customerId)).toEqual([
      expect.stringMatching(/^topup:/),
      `refund:${refund.id}`,
      `refund_failed:${refund.id}`,
    ]);
  });

  test('reported before its payment takes nothing that was not credited', async () => {
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const customerId = await givenCustomer();
    const { sessionId } = await givenTopUp(customerId);
    world.stripe.pay(sessionId);
    const charge = world.stripe.objects.all('charges')[0]?.id ?? '';
    await stripe.refunds.create({ charge });
    const created = world.stripe.objects
      .all('events')
      .find(({ type }) => type === 'refund.created');
    expect(await world.stripe.resend(created?.id ?? '')).toBe('200');
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

describe('a dispute', () => {
  test('takes what the bank took, and returns it when it is won', async () => {
    const { customerId, charge_id: charge } = await paidTopUp({ spent: 500n });
    const dispute = world.stripe.dispute(charge);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(-500n);
    world.stripe.decide(dispute.id, 'won');
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect((await causesOf(customerId)).slice(-2)).toEqual([
      `dispute:${dispute.id}:withdrawn`,
      `dispute:${dispute.id}:reinstated`,
    ]);
  });

  test('that was won does not make a later refund take less', async () => {
    const { customerId, charge_id: charge } = await paidTopUp();
    world.stripe.decide(world.stripe.dispute(charge).id, 'won');
    await stripe.refunds.create({ charge });
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('after a partial refund takes only the rest, also when it is lost', async () => {
    const { customerId, topUpId, charge_id: charge } = await paidTopUp();
    await stripe.refunds.create({ charge, amount: 800 });
    world.stripe.decide(world.stripe.dispute(charge).id, 'lost');
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await getTopUpAftermath(subscriberCtx(customerId), topUpId)).toEqual({
      gone: 'dispute_lost',
      notes: [
        { kind: 'dispute_lost', amountMinor: 1_200n },
        { kind: 'refunded', amountMinor: 800n },
      ],
    });
    expect(await listedState(customerId)).toEqual({ kind: 'dispute_lost', partMinor: null });
  });

  test('that is only an inquiry takes nothing, and the payer reads that the bank asks', async () => {
    const { customerId, topUpId, charge_id: charge } = await paidTopUp();
    world.stripe.dispute(charge, 'inquiry');
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(2_000n);
    const { gone, notes } = await getTopUpAftermath(subscriberCtx(customerId), topUpId);
    expect({ gone, notes: notes.map(({ kind }) => kind) }).toEqual({
      gone: null,
      notes: ['inquiry'],
    });
    expect(await listedState(customerId)).toEqual({ kind: 'paid' });
  });
});

/** What the payer's list of payments says of the latest. */
async function listedState(customerId: number) {
  const { rows } = await listTopUps(subscriberCtx(customerId), { customerId });
  return rows[0]?.state;
}

describe('a refunded payment', () => {
  test('is told as one in the list of payments, in part and in full', async () => {
    const { customerId, charge_id: charge } = await paidTopUp();
    expect(await listedState(customerId)).toEqual({ kind: 'paid' });
    await stripe.refunds.create({ charge, amount: 800 });
    await world.stripe.settled();
    expect(await listedState(customerId)).toEqual({ kind: 'refunded', partMinor: 800n });
    await stripe.refunds.create({ charge });
    await world.stripe.settled();
    expect(await listedState(customerId)).toEqual({ kind: 'refunded', partMinor: null });
  });
});

describe("a disputed customer's services", () => {
  async function disputed() {
    const { customerId, topUpId, charge_id: charge } = await paidTopUp();
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId }, new Date());
    const dispute = world.stripe.dispute(charge);
    await world.stripe.settled();
    return { serviceId, dispute, topUpId };
  }

  test('keep running unless the operator wants them stopped', async () => {
    const { serviceId } = await disputed();
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  test('stop while it is open, and run again when it is won', async () => {
    await givenOperator({ disputeStopsServices: true });
    const { serviceId, dispute, topUpId } = await disputed();
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'stopped', holds: ['dispute'] });
    const card = await findServiceCard(staffCtx(new Date()), serviceId);
    expect(card?.holds).toMatchObject([{ reason: 'dispute', disputedTopUpId: topUpId }]);
    world.stripe.decide(dispute.id, 'won');
    await world.stripe.settled();
    expect((await serviceNow(serviceId)).status).toBe('active');
    await givenOperator({ disputeStopsServices: false });
  });
});
