import { getPack } from '@/lib/catalog/queries';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { addPurchasedService } from '@/lib/services/add-purchased-service';
import { grantAllocation } from '@/lib/usage/grant-allocation';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import { executePlanChange } from './execute-plan-change';
import type { OrderRequest } from './order-input';
import { getOrderableService } from './queries';
import { quoteOrder } from './quote-order';
import { settleOrder } from './store';

export type ExecuteOrder = {
  orderId: string;
  customerId: number;
  request: OrderRequest;
  /** The moment the confirmed quote was computed for. */
  quotedAt: Date;
};

/**
 * Does what an order says, in the caller's transaction, under the locks of its service and wallet; the
 * caller has found the credit sufficient, and everything as it was shown. A charge that fails here is a defect and rolls everything back.
 */
export async function executeOrder(
  ctx: TxCtx,
  order: ExecuteOrder,
): Promise<{ serviceId: number | null }> {
  const serviceId = await perform(ctx, order);
  await settleOrder(ctx, order.orderId, { state: 'executed', serviceId });
  await emitEvents(ctx, [
    {
      name: 'order/executed',
      data: { orderId: order.orderId, customerId: order.customerId },
      id: `order/executed:${order.orderId}`,
    },
  ]);
  return { serviceId };
}

async function perform(
  ctx: TxCtx,
  { orderId, customerId, request, quotedAt }: ExecuteOrder,
): Promise<number> {
  switch (request.kind) {
    case 'new_service':
      return buyService(ctx, { orderId, customerId, itemId: request.itemId });
    case 'pack':
      await buyPack(ctx, { orderId, customerId, request });
      return request.serviceId;
    case 'plan_change':
      await executePlanChange(ctx, { orderId, customerId, quotedAt, ...request });
      return request.serviceId;
  }
}

async function buyService(
  ctx: TxCtx,
  order: { orderId: string; customerId: number; itemId: number },
): Promise<number> {
  const { serviceId, settled } = await addPurchasedService(ctx, order);
  if (settled?.outcome === 'short') refuse('insufficient-credit', 'order_short');
  return serviceId;
}

async function buyPack(
  ctx: TxCtx,
  {
    orderId,
    customerId,
    request,
  }: { orderId: string; customerId: number; request: Extract<OrderRequest, { kind: 'pack' }> },
): Promise<void> {
  const quote = await quoteOrder(ctx, { customerId, request });
  const { terms } = await getOrderableService(ctx, { customerId, serviceId: request.serviceId });
  const pack = await getPack(ctx, { itemId: terms.itemId, packId: request.packId });
  const charge = await chargeWallet(ctx, {
    customerId,
    grossMinor: quote.totalMinor,
    taxMinor: quote.taxMinor,
    causeKey: `order:${orderId}`,
    kind: 'purchase',
    text: pack.name,
    serviceId: request.serviceId,
  });
  if (charge.kind === 'short') refuse('insufficient-credit', 'order_short');
  await grantAllocation(ctx, {
    serviceId: request.serviceId,
    source: 'pack',
    orderId,
    packId: request.packId,
    grantedBytes: pack.dataBytes,
    startsAt: ctx.now,
    expiresAt: quote.endsAt ?? ctx.now,
  });
}
