import { getPack } from '@/lib/catalog/lookups';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { addPurchasedService } from '@/lib/lifecycle/add-purchased-service';
import { grantAllocation } from '@/lib/usage/grant-allocation';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import { markSpending, spentSince } from '@/lib/wallet/measure-spending';
import { executePlanChange } from './execute-plan-change';
import type { FrozenQuote } from './frozen-quote';
import { getOrderableService, statedTerms } from './lookups';
import type { OrderRequest } from './order-input';
import { quoteFirstPeriod, quoteOrder } from './quote-order';
import { isExecutedAsShown } from './rules/promise';
import type { Quote } from './rules/quote';
import { settleOrder } from './store';

export type ExecuteOrder = {
  orderId: string;
  customerId: number;
  request: OrderRequest;
  /** What the customer confirmed. */
  shown: FrozenQuote;
};

/**
 * Does what an order says, in the caller's transaction, under the locks of its terms; the caller has found the
 * credit sufficient, and everything as it was shown. What was done is then held against what was shown.
 * @throws DomainError `quote_changed`, and the caller's transaction undoes all of it, when the two differ
 */
export async function executeOrder(
  ctx: TxCtx,
  order: ExecuteOrder,
): Promise<{ serviceId: number | null }> {
  const mark = await markSpending(ctx, order.customerId);
  const { serviceId, quote } = await perform(ctx, order);
  const spentMinor = await spentSince(ctx, mark, serviceId);
  if (!isExecutedAsShown(order.shown.quote, { quote, spentMinor }))
    refuse('conflict', 'quote_changed');
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

/** What was done to which service, as a quote of it. */
type Performed = { serviceId: number; quote: Quote };

async function perform(
  ctx: TxCtx,
  { orderId, customerId, request, shown }: ExecuteOrder,
): Promise<Performed> {
  switch (request.kind) {
    case 'new_service':
      return buyService(ctx, { orderId, customerId, itemId: request.itemId, shown });
    case 'pack': {
      const quote = await buyPack(ctx, { orderId, customerId, request });
      return { serviceId: request.serviceId, quote };
    }
    case 'plan_change': {
      const { quotedAt } = shown;
      const quote = await executePlanChange(ctx, { orderId, customerId, quotedAt, ...request });
      return { serviceId: request.serviceId, quote };
    }
  }
}

async function buyService(
  ctx: TxCtx,
  order: { orderId: string; customerId: number; itemId: number; shown: FrozenQuote },
): Promise<Performed> {
  const { serviceId, settled } = await addPurchasedService(ctx, order);
  if (settled?.outcome === 'short') refuse('insufficient-credit', 'order_short');
  const made = await getOrderableService(ctx, { customerId: order.customerId, serviceId });
  const quote = quoteFirstPeriod({ ...made.terms, stated: statedTerms(made.version) }, ctx.now);
  const { startsWhenConnected } = order.shown.quote;
  return { serviceId, quote: startsWhenConnected ? { ...quote, startsWhenConnected } : quote };
}

async function buyPack(
  ctx: TxCtx,
  {
    orderId,
    customerId,
    request,
  }: { orderId: string; customerId: number; request: Extract<OrderRequest, { kind: 'pack' }> },
): Promise<Quote> {
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
  return quote;
}
