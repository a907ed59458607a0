import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { newId } from '@/lib/kit/ids';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { resolveParkedTopUp } from '@/lib/payments/resolve-parked-top-up';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import { countPaymentsToDecide } from '@/lib/screens/admin/money';
import { previewRefund } from '@/lib/screens/admin/refund';
import { getTopUpDetail } from '@/lib/screens/shared/top-ups';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  staffCtx,
} from '@/tests/support/fixtures';
import {
  causesOf,
  givenTopUp,
  jobCtx,
  nowCtx,
  type StripeWorld,
  startStripeWorld,
  topUpRow,
} from './stripe-world';

let world: StripeWorld;
const staff = (role: 'owner' | 'support' = 'owner') => staffCtx(new Date(), role);

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
afterEach(async () => {
  world.stripe.chaos.reset();
  await world.stripe.settled();
  expect(await brokenLedgerRules()).toEqual([]);
});
afterAll(() => world.close());

async function paid(card = '4242424242424242') {
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId);
  world.stripe.pay(sessionId, card);
  await world.stripe.settled();
  return { customerId, topUpId };
}

let spent = 0;
const spend = (customerId: number, grossMinor: bigint) =>
  inTransaction(jobCtx(), (ctx) => {
    spent += 1;
    const causeKey = `test:spend:${customerId}:${spent}`;
    return chargeWallet(ctx, {
      ...{ customerId, grossMinor, taxMinor: 0n, causeKey, kind: 'purchase', text: '' },
    });
  });

const wish = (topUpId: string, amountMinor: bigint) => ({
  requestId: newId(),
  topUpId,
  amountMinor,
  reason: 'asked on the phone',
});

async function refundsAtStripe(topUpId: string) {
  const { payment_intent_id } = await topUpRow(topUpId);
  return world.stripe.objects
    .all('refunds')
    .filter((one) => one.payment_intent === payment_intent_id);
}

describe('a refund by staff', () => {
  test('debits the wallet once, however often the form is submitted and the webhook arrives', async () => {
    world.stripe.chaos.setWebhooks({ copies: 2 });
    const { customerId, topUpId } = await paid();
    const input = wish(topUpId, 700n);
    await Promise.all([refundTopUp(staff(), input), refundTopUp(staff(), input)]);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(1_300n);
    expect(await refundsAtStripe(topUpId)).toHaveLength(1);
    expect(await getTopUpDetail(staff(), topUpId)).toMatchObject({
      clawedMinor: 700n,
      refunds: [{ status: 'succeeded', amountMinor: 700n }],
    });
  });

  test('never adds up to more than the top-up', async () => {
    const { topUpId } = await paid();
    await refundTopUp(staff(), wish(topUpId, 1_500n));
    await expect(refundTopUp(staff(), wish(topUpId, 501n))).rejects.toMatchObject({
      key: 'refund_too_large',
      params: { max: { minor: 500n, currency: 'EUR' } },
    });
  });

  test('leaves spent credit alone unless debt is wanted', async () => {
    const { customerId, topUpId } = await paid();
    await spend(customerId, 1_800n);
    await expect(refundTopUp(staff(), wish(topUpId, 500n))).rejects.toMatchObject({
      key: 'refund_over_balance',
    });
    await refundTopUp(staff(), { ...wish(topUpId, 500n), debtMinor: 300n });
    expect(await balanceOf(customerId)).toBe(-300n);
  });

  test('leaves no larger debt than the one that staff were shown', async () => {
    const { customerId, topUpId } = await paid();
    await spend(customerId, 1_800n);
    const { debtMinor } = await previewRefund(staff(), { topUpId, amountMinor: 500n });
    await spend(customerId, 150n);
    const shown = { ...wish(topUpId, 500n), debtMinor };
    await expect(refundTopUp(staff(), shown)).rejects.toMatchObject({
      key: 'refund_debt_grew',
      params: { was: { minor: 300n, currency: 'EUR' }, now: { minor: 450n, currency: 'EUR' } },
    });
    expect(await balanceOf(customerId)).toBe(50n);
    expect(await refundsAtStripe(topUpId)).toHaveLength(0);
    const again = await previewRefund(staff(), { topUpId, amountMinor: 500n });
    await refundTopUp(staff(), { ...shown, debtMinor: again.debtMinor });
    expect(await balanceOf(customerId)).toBe(-450n);
  });
});

describe('a refund by staff in two tabs', () => {
  test('is made once, because the second tab showed what was left before', async () => {
    const { customerId, topUpId } = await paid();
    const { refundableMinor: leftMinor } = await previewRefund(staff(), {
      topUpId,
      amountMinor: 700n,
    });
    await refundTopUp(staff(), { ...wish(topUpId, 700n), leftMinor });
    await expect(refundTopUp(staff(), { ...wish(topUpId, 700n), leftMinor })).rejects.toMatchObject(
      {
        key: 'refund_left_changed',
        params: { left: { minor: 1_300n, currency: 'EUR' } },
      },
    );
    expect(await balanceOf(customerId)).toBe(1_300n);
    expect(await refundsAtStripe(topUpId)).toHaveLength(1);
  });

  test('is refused when the whole top-up went back meanwhile, however it did', async () => {
    const refunded = await paid();
    await refundTopUp(staff(), wish(refunded.topUpId, 2_000n));
    const disputed = await paid();
    world.stripe.dispute((await topUpRow(disputed.topUpId)).charge_id);
    await world.stripe.settled();
    for (const { topUpId } of [refunded, disputed]) {
      const late = refundTopUp(staff(), { ...wish(topUpId, 700n), leftMinor: 2_000n });
      await expect(late).rejects.toMatchObject({ key: 'refund_nothing_left' });
    }
    const nothing = { refundedMinor: 0n, refundingMinor: 0n, lostMinor: 0n };
    const { clawed } = await getTopUpDetail(staff(), disputed.topUpId);
    expect(clawed).toEqual({ ...nothing, heldMinor: 2_000n });
  });
});

describe('a refund by staff that does not go through', () => {
  test('because Stripe refuses is refused again when the form is pressed again', async () => {
    const { topUpId } = await paid();
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    world.stripe.dispute((await topUpRow(topUpId)).charge_id);
    const input = wish(topUpId, 500n);
    for (const _press of ['first', 'second'])
      await expect(refundTopUp(staff(), input)).rejects.toMatchObject({ key: 'refund_refused' });
  });

  test('because Stripe refuses returns the reserved credit', async () => {
    const { customerId, topUpId } = await paid();
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    world.stripe.dispute((await topUpRow(topUpId)).charge_id);
    await expect(refundTopUp(staff(), wish(topUpId, 500n))).rejects.toMatchObject({
      key: 'refund_refused',
    });
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  test('because Stripe was unreachable is sent by the sweep, once', async () => {
    const { customerId, topUpId } = await paid();
    const input = wish(topUpId, 500n);
    world.stripe.chaos.failNext({ kind: 'reset', path: '/refunds', times: 3 });
    expect(await refundTopUp(staff(), input)).toMatchObject({ status: 'requested' });
    expect(await balanceOf(customerId)).toBe(1_500n);
    await sweepRefunds(jobCtx(11 * 60_000));
    await sweepRefunds(jobCtx(22 * 60_000));
    expect(await refundsAtStripe(topUpId)).toHaveLength(1);
    expect(await balanceOf(customerId)).toBe(1_500n);
  });

  test('needs the right to refund, and a paid top-up', async () => {
    const { topUpId } = await paid();
    await expect(refundTopUp(staff('support'), wish(topUpId, 1n))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const open = await givenTopUp(await givenCustomer());
    await expect(refundTopUp(staff(), wish(open.topUpId, 1n))).rejects.toMatchObject({
      key: 'top_up_not_refundable',
    });
  });
});

describe('a parked payment', () => {
  async function parked(change: object) {
    const customerId = await givenCustomer();
    const { topUpId, sessionId } = await givenTopUp(customerId);
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    world.stripe.pay(sessionId);
    Object.assign(world.stripe.objects.find('sessions', sessionId) ?? {}, change);
    await settleTopUp(nowCtx(customerId), { topUpId });
    return { customerId, topUpId };
  }

  test('credits what arrived rather than what was requested, when staff decide so', async () => {
    const { customerId, topUpId } = await parked({ amount_total: 1_900 });
    expect((await countPaymentsToDecide(staff())).parked).toBeGreaterThan(0);
    const input = { topUpId, decision: 'credit' as const, reason: 'the bank kept a part' };
    await resolveParkedTopUp(staff(), input);
    await expect(resolveParkedTopUp(staff(), input)).rejects.toMatchObject({
      key: 'top_up_not_parked',
    });
    expect(await balanceOf(customerId)).toBe(1_900n);
    expect(await causesOf(customerId)).toEqual([`topup:${topUpId}`]);
  });

  test('in another currency cannot become credit and is refunded', async () => {
    const { customerId, topUpId } = await parked({ currency: 'usd' });
    const reason = 'wrong currency';
    await expect(
      resolveParkedTopUp(staff(), { topUpId, decision: 'credit', reason }),
    ).rejects.toMatchObject({ key: 'top_up_wrong_currency' });
    await resolveParkedTopUp(staff(), { topUpId, decision: 'return', reason });
    expect((await topUpRow(topUpId)).status).toBe('returned');
    expect(await refundsAtStripe(topUpId)).toHaveLength(1);
    const created = world.stripe.objects
      .all('events')
      .find(({ type }) => type === 'refund.created');
    expect(await world.stripe.resend(created?.id ?? '')).toBe('200');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test('records who decided and why', async () => {
    const { topUpId } = await parked({ amount_total: 100 });
    await resolveParkedTopUp(staff(), { topUpId, decision: 'return', reason: 'payer asked' });
    const rows = await getSql()<{ action: string; reason: string | null }[]>`
      select action, reason from audit_log where subject_id = ${topUpId} order by id`;
    expect([...rows]).toEqual([
      { action: 'top-up.park', reason: null },
      { action: 'top-up.return', reason: 'payer asked' },
    ]);
  });
});
