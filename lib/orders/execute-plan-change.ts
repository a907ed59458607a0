import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { moveToItem } from '@/lib/lifecycle/move-to-item';
import { planLaterChange } from '@/lib/lifecycle/plan-later-change';
import { replacePeriod } from '@/lib/recurrence/replace-period';
import { notBeforeDecided } from '@/lib/recurrence/running-period';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import { refundCharge } from '@/lib/wallet/refund-charge';
import { beginAt } from './begin-plan-change';
import { feeOfLaterChange } from './later-change';
import { type PlanChange, type PlanChangeRequest, planChangeOf } from './quote-plan-change';
import type { Quote } from './rules/quote';

type ConfirmedChange = PlanChangeRequest & { orderId: string; quotedAt: Date };

/**
 * Changes a plan as previewed: credit for the unused part first, so that it can pay for the rest; then
 * fee, new terms, and the new period. Or, for the period's end, only notes the plan that follows.
 * @returns what it did, as a quote
 */
export async function executePlanChange(ctx: TxCtx, request: ConfirmedChange): Promise<Quote> {
  const { serviceId } = request;
  if (request.moment === 'period_end') {
    const { terms, quote } = await planChangeOf(ctx, request);
    const { itemVersionId } = terms;
    const feeMinor = await feeOfLaterChange(ctx, { ...request, itemVersionId });
    await planLaterChange(ctx, { serviceId, itemVersionId, feeMinor });
    return quote;
  }
  // The amounts are those of the sheet; the new period begins now, whenever the money came.
  const quoted = await planChangeOf({ ...ctx, now: request.quotedAt }, request);
  const { now } = await notBeforeDecided(ctx, serviceId);
  const change = beginAt(quoted, now);
  await moveMoney(ctx, request, change);
  await moveToItem(ctx, { serviceId, terms: change.terms });
  const result = await replacePeriod(ctx, {
    serviceId,
    runningIndex: change.running?.index ?? null,
    plan: change.plan,
  });
  if (result.kind === 'withheld') refuse('insufficient-credit', 'order_short');
  return change.quote;
}

async function moveMoney(
  ctx: TxCtx,
  { orderId, customerId, serviceId }: ConfirmedChange,
  change: PlanChange,
): Promise<void> {
  const { itemName: text } = change.terms;
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
}
