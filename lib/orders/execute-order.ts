import { chargeForLines } from '@/lib/charges/charge-for-lines';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { addPurchasedService } from '@/lib/lifecycle/add-purchased-service';
import { planLaterChange } from '@/lib/lifecycle/plan-later-change';
import { grantAllocation } from '@/lib/usage/grant-allocation';
import { markSpending, spentSince } from '@/lib/wallet/spending-mark';
import { executePlanChange } from './execute-plan-change';
import type { Deed, QuotedOrder } from './quoted-order';
import { endOfDays } from './rules/end-of-days';
import { isPaidAsShown } from './rules/promise';
import { closeOrder } from './store';

export type ExecuteOrder = {
  orderId: string;
  customerId: number;
  /** As shown to the customer and validated under the locks of its terms. */
  quoted: QuotedOrder;
};

/**
 * Executes a quoted order in the caller's transaction, under the locks of its terms; the caller has verified
 * that there is enough credit. Nothing in the quote is read or priced again; the amount debited is compared
 * with it.
 * @throws DomainError `quote_changed` if the two differ, which rolls back the caller's transaction
 */
export async function executeOrder(
  ctx: TxCtx,
  order: ExecuteOrder,
): Promise<{ serviceId: number }> {
  const { orderId, customerId } = order;
  const mark = await markSpending(ctx, customerId);
  const serviceId = await perform(ctx, order);
  const spentMinor = await spentSince(ctx, mark, serviceId);
  if (!isPaidAsShown(order.quoted.quote, spentMinor)) refuse('conflict', 'quote_changed');
  await closeOrder(ctx, orderId, { state: 'executed', serviceId });
  await emitEvents(ctx, [
    {
      name: 'order/executed',
      data: { orderId, customerId },
      id: `order/executed:${orderId}`,
    },
  ]);
  return { serviceId };
}

/** @returns the service that was bought or changed */
async function perform(ctx: TxCtx, order: ExecuteOrder): Promise<number> {
  const { deed } = order.quoted.made;
  switch (deed.kind) {
    case 'new_service':
      return buyService(ctx, order, deed);
    case 'pack':
      await buyPack(ctx, order, deed);
      return deed.serviceId;
    case 'change_now':
      await executePlanChange(ctx, order, deed);
      return deed.serviceId;
    case 'change_later':
      await planLaterChange(ctx, deed);
      return deed.serviceId;
  }
}

async function buyService(
  ctx: TxCtx,
  { orderId, customerId }: ExecuteOrder,
  deed: Extract<Deed, { kind: 'new_service' }>,
): Promise<number> {
  const { serviceId, settled } = await addPurchasedService(ctx, { ...deed, orderId, customerId });
  if (settled?.outcome === 'short') refuse('insufficient-credit', 'order_short');
  return serviceId;
}

async function buyPack(
  ctx: TxCtx,
  { orderId, customerId, quoted: { quote } }: ExecuteOrder,
  { serviceId, packId, packName, price, zone }: Extract<Deed, { kind: 'pack' }>,
): Promise<void> {
  const { runsFor, endsAt, dataBytes } = quote;
  // A pack with a length runs from the payment; any other ends with the period.
  const expiresAt = runsFor
    ? endOfDays(ctx.now, { days: runsFor.count, zone })
    : (endsAt ?? ctx.now);
  const recorded = { itemVersionId: null, price, givesBack: 'never' as const };
  const charge = await chargeForLines(ctx, {
    customerId,
    orderId,
    lines: [{ what: 'pack', ...recorded, startsAt: ctx.now, endsAt: expiresAt }],
    causeKey: `order:${orderId}`,
    kind: 'purchase',
    text: packName,
    serviceId,
  });
  if (charge.kind === 'short') refuse('insufficient-credit', 'order_short');
  await grantAllocation(ctx, {
    ...{ serviceId, source: 'pack', orderId, packId },
    grantedBytes: dataBytes ?? 0n,
    startsAt: ctx.now,
    expiresAt,
  });
}
