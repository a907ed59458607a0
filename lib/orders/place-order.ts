import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { refuse } from '@/lib/kit/errors';
import { ownedId } from '@/lib/kit/ids';
import { amountMinorMax } from '@/lib/kit/money';
import { lockWallet } from '@/lib/wallet/lock-wallet';
import { executeOrder } from './execute-order';
import { lockSubject } from './lock-subject';
import { OrderRequest } from './order-input';
import { quoteOrder } from './quote-order';
import { decideQuote, expiryOf } from './rules';
import { claimOrder, notePrice, type OrderRow } from './store';

export const PlaceOrder = z.object({
  /** From `proposeOrderId`: names the intention. The order's own id is made of it, its owner and the request. */
  orderId: z.uuid(),
  customerId: z.number().int().positive(),
  request: OrderRequest,
  /** What the sheet showed as due now; another price is refused, not charged. */
  expectedTotalMinor: z.bigint().max(amountMinorMax, 'amount_too_large'),
});
export type PlaceOrder = z.infer<typeof PlaceOrder>;

export type PlacedOrder =
  | { kind: 'executed'; orderId: string; serviceId: number | null; isRepeat: boolean }
  | { kind: 'waiting'; orderId: string; shortMinor: bigint };

/**
 * Orders what the confirm sheet showed. With enough credit it executes at once; otherwise it waits, and
 * executes when the missing credit arrives. The same order placed again answers with its first result.
 */
export async function placeOrder(ctx: Ctx, input: PlaceOrder): Promise<PlacedOrder> {
  const parsed = PlaceOrder.parse(input);
  const { customerId, request } = parsed;
  requireCustomerAccess(ctx, customerId, 'orders.write');
  return inTransaction(ctx, async (tctx) => {
    await lockSubject(tctx, { customerId, request });
    const { order, isNew } = await claimOrder(tctx, {
      id: ownedId('order', `customer:${customerId}`, parsed.orderId, JSON.stringify(request)),
      customerId,
      kind: request.kind,
      state: 'waiting',
      payload: request,
      totalMinor: 0n,
      createdAt: ctx.now,
      expiresAt: expiryOf(ctx.now),
    });
    if (!isNew) return answerRepeat(tctx, order, parsed);
    const account = await lockWallet(tctx, customerId);
    const quote = await quoteOrder(tctx, { customerId, request });
    if (quote.totalMinor > parsed.expectedTotalMinor) refuse('conflict', 'price_changed');
    const outcome = decideQuote(quote, account);
    await notePrice(tctx, { orderId: order.id, totalMinor: quote.totalMinor });
    await recordAudit(tctx, {
      action: 'order.place',
      subject: { kind: 'order', id: order.id },
      customerId,
      after: { request, totalMinor: quote.totalMinor, outcome: outcome.kind },
    });
    if (outcome.kind === 'short') {
      return { kind: 'waiting', orderId: order.id, shortMinor: outcome.shortMinor };
    }
    const { serviceId } = await executeOrder(tctx, { orderId: order.id, customerId, request });
    return { kind: 'executed', orderId: order.id, serviceId, isRepeat: false };
  });
}

async function answerRepeat(ctx: TxCtx, order: OrderRow, input: PlaceOrder): Promise<PlacedOrder> {
  if (order.state === 'executed') {
    return { kind: 'executed', orderId: order.id, serviceId: order.serviceId, isRepeat: true };
  }
  if (order.state !== 'waiting' || order.expiresAt.getTime() <= ctx.now.getTime()) {
    refuse('conflict', 'order_expired');
  }
  const account = await lockWallet(ctx, input.customerId);
  const quote = await quoteOrder(ctx, { customerId: input.customerId, request: input.request });
  const outcome = decideQuote(quote, account);
  if (outcome.kind === 'short')
    return { kind: 'waiting', orderId: order.id, shortMinor: outcome.shortMinor };
  if (quote.totalMinor > order.totalMinor) refuse('conflict', 'price_changed');
  const { serviceId } = await executeOrder(ctx, {
    orderId: order.id,
    customerId: input.customerId,
    request: input.request,
  });
  return { kind: 'executed', orderId: order.id, serviceId, isRepeat: false };
}
