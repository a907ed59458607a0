import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { balanceOf, brokenLedgerRules, givenOperator } from '@/tests/support/fixtures';
import { decide, givenParked, refundsOf, refundWish, shownOf, staff } from './parked-world';
import { causesOf, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

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

const webhooksAreLost = () => world.stripe.chaos.setWebhooks({ dropShare: 1 });
/** Redelivers the latest events, newest first. */
const webhooksArrive = async () => {
  world.stripe.chaos.reset();
  const latest = world.stripe.objects.all('events').slice(0, 8);
  for (const { id } of latest) await world.stripe.resend(id);
};

describe('a parked payment that was refunded in full at Stripe', () => {
  test('cannot become credit when the webhook was lost', async () => {
    const { customerId, topUpId, charge } = await parked();
    webhooksAreLost();
    await dashboard.refunds.create({ charge });
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'top_up_gone' });
    expect(await causesOf(customerId)).toEqual([]);
    expect((await topUpRow(topUpId)).status).toBe('returned');
    await webhooksArrive();
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('needs and accepts no decision once the webhook arrived', async () => {
    const { customerId, topUpId, charge } = await parked();
    await dashboard.refunds.create({ charge });
    await world.stripe.settled();
    expect(await shownOf(topUpId)).toBeUndefined();
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'top_up_gone' });
    await expect(decide(topUpId, 'return')).rejects.toMatchObject({ key: 'top_up_gone' });
    expect(refundsOf(world, charge)).toEqual([5_000]);
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('is not refunded again when the webhook was lost', async () => {
    const { topUpId, charge } = await parked();
    webhooksAreLost();
    await dashboard.refunds.create({ charge });
    await expect(decide(topUpId, 'return')).rejects.toMatchObject({ key: 'top_up_gone' });
    expect(refundsOf(world, charge)).toEqual([5_000]);
  });

  test('after it was credited has the credit withdrawn', async () => {
    const { customerId, topUpId, charge } = await parked();
    await decide(topUpId, 'credit');
    expect(await balanceOf(customerId)).toBe(5_000n);
    await dashboard.refunds.create({ charge });
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('cannot become credit while the refund is in progress, and can when it failed', async () => {
    const { customerId, topUpId, charge } = await parked('4000000000005126');
    webhooksAreLost();
    await dashboard.refunds.create({ charge });
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'top_up_gone' });
    world.stripe.chaos.reset();
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect(await shownOf(topUpId)).toMatchObject({ leftMinor: 5_000n });
    await decide(topUpId, 'credit');
    await webhooksArrive();
    expect(await balanceOf(customerId)).toBe(5_000n);
  });

  test('credits nothing while a slow refund is being created', async () => {
    const { customerId, topUpId, charge } = await parked('4000000000007726');
    await dashboard.refunds.create({ charge });
    await world.stripe.settled();
    expect(await shownOf(topUpId)).toMatchObject({ leftMinor: 0n, goneMinor: 5_000n });
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'top_up_nothing_left' });
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect((await topUpRow(topUpId)).status).toBe('returned');
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

describe('a parked payment that was partly refunded at Stripe', () => {
  test('shows and credits what is left, in whatever order the webhooks arrive', async () => {
    const { customerId, topUpId, charge } = await parked();
    await dashboard.refunds.create({ charge, amount: 1_800 });
    await world.stripe.settled();
    expect(await shownOf(topUpId)).toMatchObject({
      arrivedMinor: 5_000n,
      goneMinor: 1_800n,
      leftMinor: 3_200n,
    });
    await decide(topUpId, 'credit', 3_200n);
    await webhooksArrive();
    expect(await balanceOf(customerId)).toBe(3_200n);
    await expect(refundTopUp(staff(), refundWish(topUpId, 3_201n))).rejects.toMatchObject({
      key: 'refund_too_large',
    });
  });

  test('cannot be decided on the amount shown before the refund', async () => {
    const { customerId, topUpId, charge } = await parked();
    webhooksAreLost();
    await dashboard.refunds.create({ charge, amount: 1_800 });
    await expect(decide(topUpId, 'credit', 5_000n)).rejects.toMatchObject({
      key: 'top_up_left_changed',
      params: { left: { minor: 3_200n, currency: 'EUR' } },
    });
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await shownOf(topUpId)).toMatchObject({ leftMinor: 3_200n });
    await decide(topUpId, 'credit', 3_200n);
    expect(await balanceOf(customerId)).toBe(3_200n);
  });

  test('gets that part when its refund fails after the decision', async () => {
    const { customerId, topUpId, charge } = await parked('4000000000005126');
    await dashboard.refunds.create({ charge, amount: 1_800 });
    await world.stripe.settled();
    await decide(topUpId, 'credit');
    expect(await balanceOf(customerId)).toBe(3_200n);
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(5_000n);
  });

  test('refunds only the rest', async () => {
    const { topUpId, charge } = await parked();
    webhooksAreLost();
    await dashboard.refunds.create({ charge, amount: 1_800 });
    expect(await decide(topUpId, 'return')).toEqual({ kind: 'returned' });
    expect(refundsOf(world, charge)).toEqual([3_200, 1_800]);
    expect((await topUpRow(topUpId)).status).toBe('returned');
  });
});

describe('a parked payment that the bank disputes', () => {
  test('is neither credited nor refunded while it is open, and is lost with the dispute', async () => {
    const { customerId, topUpId, charge } = await parked();
    webhooksAreLost();
    const dispute = world.stripe.dispute(charge);
    for (const decision of ['credit', 'return'] as const) {
      await expect(decide(topUpId, decision)).rejects.toMatchObject({ key: 'top_up_nothing_left' });
    }
    world.stripe.decide(dispute.id, 'lost');
    await expect(decide(topUpId, 'credit')).rejects.toMatchObject({ key: 'top_up_gone' });
    await webhooksArrive();
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await causesOf(customerId)).toEqual([]);
  });

  test('is credited in full once the dispute is won, and stays so when everything is reported again', async () => {
    const { customerId, topUpId, charge } = await parked();
    const dispute = world.stripe.dispute(charge);
    await world.stripe.settled();
    world.stripe.decide(dispute.id, 'won');
    await world.stripe.settled();
    await decide(topUpId, 'credit', 5_000n);
    await webhooksArrive();
    expect(await balanceOf(customerId)).toBe(5_000n);
  });

  test('credits what the bank does not withhold, and the rest when it is won', async () => {
    const { customerId, topUpId, charge } = await parked();
    const dispute = world.stripe.dispute(charge, 'fraudulent', 2_000);
    await world.stripe.settled();
    await decide(topUpId, 'credit', 3_000n);
    await webhooksArrive();
    expect(await balanceOf(customerId)).toBe(3_000n);
    world.stripe.decide(dispute.id, 'won');
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(5_000n);
  });

  test('by an inquiry only is credited in full', async () => {
    const { customerId, topUpId, charge } = await parked();
    world.stripe.dispute(charge, 'inquiry');
    await decide(topUpId, 'credit');
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(5_000n);
  });
});
