import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resolveParkedTopUp } from '@/lib/payments/resolve-parked-top-up';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { sweepPendingTopUps } from '@/lib/payments/sweep-pending-top-ups';
import { getTopUpAftermath } from '@/lib/screens/portal/top-up';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  staffCtx,
} from '@/tests/support/fixtures';
import {
  givenTopUp,
  jobCtx,
  nowCtx,
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

/** A top-up of 20.00 that was paid, while no webhook arrived and the payer did not come back. */
async function unseenPayment(card = '4242424242424242') {
  world.stripe.chaos.setWebhooks({ dropShare: 1 });
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId);
  world.stripe.pay(sessionId, card);
  await world.stripe.settled();
  const session = await stripe.checkout.sessions.retrieve(sessionId);
  expect(await balanceOf(customerId)).toBe(0n);
  return { customerId, topUpId, payment_intent: String(session.payment_intent) };
}

type Unseen = Awaited<ReturnType<typeof unseenPayment>>;

/** Every way in which the payment is seen after all. */
const ways: [string, (unseen: Unseen) => Promise<unknown>][] = [
  [
    'by its landing page',
    ({ customerId, topUpId }) => settleTopUp(nowCtx(customerId), { topUpId }),
  ],
  ['by the sweep', () => sweepPendingTopUps(jobCtx(3_600_000))],
  ['by a late webhook', lateWebhooks],
];

async function lateWebhooks({ topUpId }: Unseen): Promise<void> {
  world.stripe.chaos.reset();
  const { checkout_session_id: sessionId } = await topUpRow(topUpId);
  const { data } = await stripe.events.list({ types: ['checkout.session.completed'] });
  const own = data.find(({ data: { object } }) => 'id' in object && object.id === sessionId);
  await world.stripe.resend(own?.id ?? '');
  await world.stripe.settled();
}

describe.each(ways)('a payment first seen %s', (_way, see) => {
  test('after it was refunded entirely is not credited, and is shown as refunded', async () => {
    const unseen = await unseenPayment();
    await stripe.refunds.create({ payment_intent: unseen.payment_intent });
    await see(unseen);
    expect(await balanceOf(unseen.customerId)).toBe(0n);
    expect((await topUpRow(unseen.topUpId)).status).toBe('returned');
    expect(await getTopUpAftermath(nowCtx(unseen.customerId), unseen.topUpId)).toMatchObject({
      gone: 'refunded',
    });
  });

  test('after a part of it was refunded credits the rest, once', async () => {
    const unseen = await unseenPayment();
    await stripe.refunds.create({ payment_intent: unseen.payment_intent, amount: 1_500 });
    await see(unseen);
    await see(unseen);
    expect(await balanceOf(unseen.customerId)).toBe(500n);
    expect(await getTopUpAftermath(nowCtx(unseen.customerId), unseen.topUpId)).toMatchObject({
      notes: [{ kind: 'refunded', amountMinor: 1_500n }],
    });
  });

  test('after it was disputed credits nothing that the bank holds', async () => {
    const unseen = await unseenPayment('4000000000000259');
    await see(unseen);
    expect(await balanceOf(unseen.customerId)).toBe(0n);
    expect(await getTopUpAftermath(nowCtx(unseen.customerId), unseen.topUpId)).toMatchObject({
      notes: [{ kind: 'disputed' }],
    });
  });
});

test('a payment that came back after it was closed uncredited waits for staff, who can credit it', async () => {
  // This card's refunds succeed at first and fail later.
  const unseen = await unseenPayment('4000000000005126');
  await stripe.refunds.create({ payment_intent: unseen.payment_intent });
  const { customerId, topUpId } = unseen;
  await settleTopUp(nowCtx(customerId), { topUpId });
  world.stripe.chaos.reset();
  world.stripe.advance(60_000);
  await world.stripe.settled();
  const { status } = await topUpRow(topUpId);
  if (status === 'parked') {
    await resolveParkedTopUp(staffCtx(new Date()), { topUpId, decision: 'credit', reason: 'back' });
  }
  expect((await topUpRow(topUpId)).status).toBe('paid');
  expect(await balanceOf(customerId)).toBe(2_000n);
});
