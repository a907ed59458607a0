import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { replacePeriod } from '@/lib/recurrence/replace-period';
import { changeItem } from '@/lib/services/change-item';
import { planLaterChange } from '@/lib/services/plan-later-change';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import { refundCharge } from '@/lib/wallet/refund-charge';
import { feeOfLaterChange } from './later-change';
import { type PlanChangeRequest, planChangeOf } from './quote-plan-change';

/**
 * Changes a plan as previewed: credit for the unused part first, so that it can pay for the rest; then
 * fee, new terms, and the new period. Or, for the period's end, only notes the plan that follows.
 */
export async function executePlanChange(
  ctx: TxCtx,
  request: PlanChangeRequest & { orderId: string; quotedAt: Date },
): Promise<void> {
  const { orderId, customerId, serviceId } = request;
  // At once means as of the sheet: the credit, the fee, the charge and the dates that were shown.
  const asOf = request.moment === 'now' ? { ...ctx, now: request.quotedAt } : ctx;
  const change = await planChangeOf(asOf, request);
  const { itemName: text } = change.terms;
  if (request.moment === 'period_end') {
    const { itemVersionId } = change.terms;
    const feeMinor = await feeOfLaterChange(ctx, { ...request, itemVersionId });
    await planLaterChange(ctx, { serviceId, itemVersionId, feeMinor });
    return;
  }
  await refundCharge(ctx, {
    ...change.refund,
    customerId,
    serviceId,
    causeKey: `order:${orderId}:unused`,
    text,
  });
  const fee = await chargeWallet(ctx, {
    customerId,
    grossMinor: change.fee.grossMinor,
    taxMinor: change.fee.taxMinor,
    causeKey: `order:${orderId}:fee`,
    kind: 'fee',
    text,
    serviceId,
  });
  if (fee.kind === 'short') refuse('insufficient-credit', 'order_short');
  await changeItem(ctx, { serviceId, terms: change.terms });
  const result = await replacePeriod(ctx, {
    serviceId,
    runningIndex: change.running?.index ?? null,
    plan: change.plan,
  });
  if (result.kind === 'withheld') refuse('insufficient-credit', 'order_short');
}
