import { expect } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { resolveParkedTopUp } from '@/lib/payments/resolve-parked-top-up';
import { listParkedTopUps } from '@/lib/screens/admin/money';
import { givenCustomer, staffCtx } from '@/tests/support/fixtures';
import { givenTopUp, type StripeWorld, topUpRow } from './stripe-world';

export const staff = () => staffCtx(new Date(), 'owner');

/** 50.00 arrived for a top-up of 20.00, so the payment waits for staff. */
export async function givenParked(world: StripeWorld, card = '4242424242424242') {
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId, 5_000n);
  await getSql()`update top_ups set amount_minor = 2000 where id = ${topUpId}`;
  world.stripe.pay(sessionId, card);
  await world.stripe.settled();
  const { status, charge_id: charge } = await topUpRow(topUpId);
  expect(status).toBe('parked');
  return { customerId, topUpId, charge };
}

export function decide(topUpId: string, decision: 'credit' | 'return', leftMinor?: bigint) {
  const reason = 'checked with the payer';
  const shown = leftMinor === undefined ? {} : { leftMinor };
  return resolveParkedTopUp(staff(), { topUpId, decision, reason, ...shown });
}

/** Stripe's refunds of a charge, newest first. */
export function refundsOf(world: StripeWorld, charge: string): number[] {
  return world.stripe.objects
    .all('refunds')
    .filter((refund) => refund.charge === charge && refund.status !== 'failed')
    .map(({ amount }) => amount);
}

/** What staff see before they decide; undefined when nothing is waiting. */
export async function shownOf(topUpId: string) {
  const parked = await listParkedTopUps(staff(), 1_000);
  return parked.find(({ id }) => id === topUpId)?.waiting;
}

export const refundWish = (topUpId: string, amountMinor: bigint) => ({
  requestId: newId(),
  topUpId,
  amountMinor,
  reason: 'asked on the phone',
});
