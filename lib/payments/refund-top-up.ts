import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { actorLabel, type Ctx, type TxCtx } from '@/lib/context';
import { found, refuse, refuseField } from '@/lib/kit/errors';
import { ownedId } from '@/lib/kit/ids';
import type { TopUpRefundStatus } from '@/lib/kit/words';
import { lockWallet } from '@/lib/wallet/lock-wallet';
import { spendableMinor } from '@/lib/wallet/rules';
import { followLoss } from './follow-loss';
import { netClawedMinor } from './lookups';
import { clawable } from './rules';
import { sendRefund } from './send-refund';
import {
  findRefundById,
  findTopUp,
  insertRefund,
  lockTopUp,
  type RefundRow,
  type TopUpRow,
} from './store';

export const RefundTopUp = z.object({
  /** Created with the form, so that a double click requests the same refund. */
  requestId: z.uuid(),
  topUpId: z.uuid(),
  /** Minor units. */
  amountMinor: z.bigint().positive(),
  reason: z.string().trim().min(1, 'field_required').max(500, 'field_too_long'),
  /**
   * The debt that staff were shown and accept, in minor units: the refunded credit is spent by this much, and the
   * balance blocks purchases until it is repaid. A larger debt is refused.
   */
  debtMinor: z.bigint().nonnegative().default(0n),
  /** What was left of the top-up when staff looked, in minor units; the refund is refused if that has changed. */
  leftMinor: z.bigint().nonnegative().optional(),
});
export type RefundTopUp = z.input<typeof RefundTopUp>;

/**
 * Refunds part or all of a top-up to the payer's card. Debits the wallet first, so that the credit cannot be
 * spent during the call to Stripe; a refused refund is credited back. Returns `requested` if Stripe was
 * unreachable; the sweep then retries.
 * @throws DomainError `refund_nothing_left` | `refund_left_changed` | `refund_too_large` | `refund_over_balance`
 * | `refund_debt_grew` | `refund_refused`
 */
export async function refundTopUp(
  ctx: Ctx,
  input: RefundTopUp,
): Promise<{ requestId: string; status: TopUpRefundStatus }> {
  requireStaff(ctx, 'payments.refund');
  const wish = RefundTopUp.parse(input);
  found(await findTopUp(ctx, wish.topUpId));
  const refund = await inTransaction(ctx, (tctx) => reserve(tctx, wish));
  const { status } =
    refund.status === 'requested'
      ? { status: await sendRefund(ctx, { topUpId: wish.topUpId, requestId: refund.id }) }
      : refund;
  return status === 'failed'
    ? refuse('invalid-state', 'refund_refused')
    : { requestId: refund.id, status };
}

async function reserve(ctx: TxCtx, wish: z.output<typeof RefundTopUp>): Promise<RefundRow> {
  const topUp = await lockTopUp(ctx, wish.topUpId);
  const id = ownedId('refund', actorLabel(ctx.actor), wish.requestId);
  const known = await findRefundById(ctx, id);
  if (known) {
    const isSame = known.topUpId === topUp.id && known.amountMinor === wish.amountMinor;
    return isSame ? known : refuse('conflict', 'form_reused');
  }
  await requireRefundable(ctx, topUp, wish);
  const refund = await insertRefund(ctx, {
    id,
    topUpId: topUp.id,
    amountMinor: wish.amountMinor,
    status: 'requested',
    reason: wish.reason,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  await followLoss(ctx, topUp);
  await recordAudit(ctx, {
    action: 'top-up.refund',
    subject: { kind: 'top-up', id: topUp.id },
    customerId: topUp.customerId,
    after: { requestId: refund.id, amountMinor: wish.amountMinor },
    reason: wish.reason,
  });
  return refund;
}

async function requireRefundable(
  ctx: TxCtx,
  topUp: TopUpRow,
  wish: z.output<typeof RefundTopUp>,
): Promise<void> {
  if (topUp.status !== 'paid') refuse('invalid-state', 'top_up_not_refundable');
  const left = clawable({
    creditedMinor: topUp.amountMinor,
    netClawedMinor: await netClawedMinor(ctx, topUp.id),
    wantedMinor: topUp.amountMinor,
  });
  const money = (minor: bigint) => ({ minor, currency: topUp.currency });
  if (left === 0n) refuse('invalid-state', 'refund_nothing_left');
  if (wish.leftMinor !== undefined && wish.leftMinor !== left)
    refuse('conflict', 'refund_left_changed', { left: money(left) });
  if (left < wish.amountMinor) refuseField('amount', 'refund_too_large', { max: money(left) });
  const unspent = spendableMinor(await lockWallet(ctx, topUp.customerId)) ?? 0n;
  const debtMinor = wish.amountMinor - unspent;
  if (debtMinor <= wish.debtMinor) return;
  if (wish.debtMinor === 0n) refuseField('amount', 'refund_over_balance', { max: money(unspent) });
  refuse('conflict', 'refund_debt_grew', { was: money(wish.debtMinor), now: money(debtMinor) });
}
