import { chargeForLines } from '@/lib/charges/charge-for-lines';
import { giveBack } from '@/lib/charges/give-back';
import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { moveToItem } from '@/lib/lifecycle/move-to-item';
import { leaveGrace } from '@/lib/recurrence/give-back-time';
import { payServed } from '@/lib/recurrence/pay-in-grace';
import { replacePeriod } from '@/lib/recurrence/replace-period';
import { notBefore } from '@/lib/recurrence/rules/not-before';
import { beginPlanChange } from './begin-plan-change';
import type { Deed } from './quoted-order';

type ChangeNow = Extract<Deed, { kind: 'change_now' }>;
type OrderIds = { orderId: string; customerId: number };

/**
 * Changes a plan immediately as quoted: refunds the unused part first, so that it can pay for the rest, then
 * charges the fee, sets the new terms and starts the new period. The amounts are the quoted ones; the period
 * starts now, whenever the money arrived.
 */
export async function executePlanChange(
  ctx: TxCtx,
  order: OrderIds,
  change: ChangeNow,
): Promise<void> {
  const { serviceId, terms, running, decidedTo, standsSince } = change;
  const plan = beginPlanChange(change, notBefore(ctx.now, decidedTo));
  await moveMoney(ctx, order, change);
  await leaveGrace(ctx, serviceId);
  if (change.served) {
    const endsAt = standsSince ?? plan?.startsAt ?? ctx.now;
    const paid = await payServed(ctx, { serviceId, plan: { ...change.served, endsAt } });
    if (paid.kind === 'withheld') refuse('insufficient-credit', 'order_short');
  }
  await moveToItem(ctx, { serviceId, terms, keepsPlanned: change.keepsPlanned });
  const runningIndex = running?.index ?? null;
  const result = await replacePeriod(ctx, { serviceId, runningIndex, plan, standsSince });
  if (result.kind === 'withheld') refuse('insufficient-credit', 'order_short');
}

async function moveMoney(
  ctx: TxCtx,
  { orderId, customerId }: OrderIds,
  { serviceId, running, refund, fee, terms: { itemName: text } }: ChangeNow,
): Promise<void> {
  const common = { orderId, customerId, serviceId, text };
  const { grossMinor, taxMinor, account, part, from: startsAt } = refund;
  if (running && part) {
    await giveBack(ctx, {
      ...{ ...common, text: running.itemName ?? text, grossMinor, taxMinor, account },
      ...{ period: running, part, startsAt, endsAt: running.endsAt },
      causeKey: `order:${orderId}:unused`,
    });
  }
  const charge = await chargeForLines(ctx, {
    ...common,
    lines: [{ what: 'change_fee', itemVersionId: null, price: fee, givesBack: 'never' }],
    causeKey: `order:${orderId}:fee`,
    kind: 'fee',
  });
  if (charge.kind === 'short') refuse('insufficient-credit', 'order_short');
}
