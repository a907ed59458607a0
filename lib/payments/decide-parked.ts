import { recordAudit } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { getSettings } from '@/lib/settings/get-settings';
import { followLoss } from './follow-loss';
import { leftOf } from './follow-parked';
import { creditTopUp } from './settle-top-up';
import { insertRefund, lockTopUp, type TopUpRow, updateTopUp } from './store';
import type { Payment } from './stripe-checkout';

/** The staff's decision about a parked payment, and what was left of it when they looked. */
export type ParkedDecision = {
  topUpId: string;
  decision: 'credit' | 'return';
  reason: string;
  leftMinor?: bigint | undefined;
};

/** @throws DomainError `top_up_gone` | `top_up_not_parked` */
export function requireParked(topUp: TopUpRow): void {
  if (topUp.status === 'returned') refuse('invalid-state', 'top_up_gone');
  if (topUp.status !== 'parked') refuse('invalid-state', 'top_up_not_parked');
}

/**
 * Locks the row and returns it with what is left of its payment. Refunds and disputes are read from our rows:
 * those retrieved from Stripe a moment ago, and any that another process has recorded since.
 */
async function lockParked(ctx: TxCtx, wish: ParkedDecision, payment: Payment) {
  const topUp = await lockTopUp(ctx, wish.topUpId);
  requireParked(topUp);
  const arrived = arrivedWith(payment);
  const left = await leftOf(ctx, topUp.id, arrived.amountMinor);
  if (left.leftMinor === 0n) refuse('invalid-state', 'top_up_nothing_left');
  if (wish.leftMinor !== undefined && wish.leftMinor !== left.leftMinor) {
    const now = { minor: left.leftMinor, currency: arrived.currency };
    refuse('conflict', 'top_up_left_changed', { left: now });
  }
  return { topUp, arrived, left };
}

type Arrived = { amountMinor: bigint; currency: string };

function arrivedWith({ amountMinor, currency, isPaid, isRefunded }: Payment): Arrived {
  const isHere = isPaid && !isRefunded;
  if (amountMinor === null || amountMinor <= 0n || currency === null || !isHere) {
    return refuse('invalid-state', 'top_up_nothing_left');
  }
  return { amountMinor, currency };
}

/** Credits the whole payment and debits what went back, so that a refund that fails later is credited again. */
export async function creditLeft(
  ctx: TxCtx,
  wish: ParkedDecision,
  payment: Payment,
): Promise<void> {
  const { topUp, arrived, left } = await lockParked(ctx, wish, payment);
  const { currency } = await getSettings(ctx);
  if (arrived.currency !== currency) refuse('invalid-state', 'top_up_wrong_currency');
  const paid: TopUpRow = { ...topUp, status: 'paid', amountMinor: arrived.amountMinor };
  await creditTopUp(ctx, paid, payment);
  await followLoss(ctx, paid);
  await recordDecision(ctx, wish, { topUp, arrived, leftMinor: left.leftMinor });
}

/**
 * Reserves the return before calling Stripe: from here on the payment can no longer be credited, and the
 * sweep sends a return that was not sent.
 */
export async function reserveReturn(
  ctx: TxCtx,
  wish: ParkedDecision,
  payment: Payment,
): Promise<string> {
  const { topUp, arrived, left } = await lockParked(ctx, wish, payment);
  const refund = await insertRefund(ctx, {
    // Stripe's idempotency key is derived from this id, so a second return after a failed one needs a new id.
    id: left.refunds.length === 0 ? topUp.id : newId(),
    topUpId: topUp.id,
    amountMinor: left.leftMinor,
    status: 'requested',
    reason: wish.reason,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  await updateTopUp(ctx, topUp.id, {
    status: 'returned',
    arrivedMinor: arrived.amountMinor,
    arrivedCurrency: arrived.currency,
  });
  await recordDecision(ctx, wish, { topUp, arrived, leftMinor: left.leftMinor });
  return refund.id;
}

async function recordDecision(
  ctx: TxCtx,
  { decision, reason }: ParkedDecision,
  { topUp, arrived, leftMinor }: { topUp: TopUpRow; arrived: Arrived; leftMinor: bigint },
): Promise<void> {
  await recordAudit(ctx, {
    action: `top-up.${decision}`,
    subject: { kind: 'top-up', id: topUp.id },
    customerId: topUp.customerId,
    before: { amountMinor: topUp.amountMinor, parkReason: topUp.parkReason },
    after: { amountMinor: arrived.amountMinor, leftMinor },
    reason,
  });
}
