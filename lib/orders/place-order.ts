import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { ownedId } from '@/lib/kit/ids';
import { cancelReplaced } from './cancel-replaced';
import { executeOrder } from './execute-order';
import { freezeQuote } from './frozen-quote';
import { lockSubject } from './lock-subject';
import { lockTerms } from './lock-terms';
import { lookAgain, shownOf } from './look-again';
import type { OrderRow } from './lookups/is-waiting-change-of';
import { OrderRequest, requestOf } from './order-input';
import type { FrozenQuote, QuotedOrder } from './quoted-order';
import { decideQuote, type Purse, refusalOfStanding } from './rules';
import { isFresh } from './rules/promise';
import { expiryOf } from './rules/waiting';
import { openQuote } from './seal-quote';
import { claimOrder, keepQuote, listWaiting } from './store';

/** Far above the size of any sealed quote; longer input is rejected. */
const SEALED_MAX = 20_000;

/** Maximum number of waiting orders of a customer, more than anyone pays for individually. */
const WAITING_MAX = 20;

export const PlaceOrder = z.object({
  /**
   * From `proposeOrderId`: identifies the intention. The order's own id is derived from it, its owner and the
   * request.
   */
  orderId: z.uuid(),
  customerId: z.number().int().positive(),
  request: OrderRequest,
  /** The shown quote, sealed by `previewOrder`; anything else is refused, never charged. */
  quote: z.string().max(SEALED_MAX),
});
export type PlaceOrder = z.infer<typeof PlaceOrder>;

export type PlacedOrder =
  | { kind: 'executed'; orderId: string; serviceId: number | null; isRepeat: boolean }
  | { kind: 'waiting'; orderId: string; shortMinor: bigint };

/**
 * Places the order shown on the confirm sheet, or refuses if any of it has changed. With enough credit it
 * executes immediately; otherwise it waits, and executes as shown when the missing credit arrives.
 * Idempotent: a repeat returns the first result.
 */
export async function placeOrder(ctx: Ctx, input: PlaceOrder): Promise<PlacedOrder> {
  const parsed = PlaceOrder.parse(input);
  const { customerId } = parsed;
  const request = requestOf(ctx.actor, parsed.request);
  requireCustomerAccess(ctx, customerId, 'orders.write');
  return inTransaction(ctx, async (tctx) => {
    await lockSubject(tctx, { customerId, request });
    const shown = openQuote({ customerId, request }, parsed.quote);
    const { order, isNew } = await claimOrder(tctx, {
      id: ownedId('order', `customer:${customerId}`, parsed.orderId, JSON.stringify(request)),
      customerId,
      kind: request.kind,
      state: 'waiting',
      payload: request,
      createdAt: ctx.now,
      ...keptOf(shown),
    });
    const purse = await lockTerms(tctx, { customerId, request });
    const confirmed = { customerId, request, shown, purse };
    if (!isNew) return answerRepeat(tctx, order, confirmed);
    const quoted = await requireAsShown(tctx, confirmed);
    const placed = await settle(tctx, order, { ...confirmed, quoted });
    await recordAudit(tctx, {
      action: 'order.place',
      subject: { kind: 'order', id: order.id },
      customerId,
      after: {
        request,
        totalMinor: shown.quote.totalMinor,
        outcome: placed.kind === 'waiting' ? 'short' : 'pay',
      },
    });
    return placed;
  });
}

type Confirmed = {
  customerId: number;
  request: OrderRequest;
  shown: FrozenQuote;
  purse: Purse;
};

/** Returns the stored fields of a quote; a quote that returns money has nothing due. */
function keptOf(shown: FrozenQuote) {
  const { totalMinor } = shown.quote;
  return {
    quote: freezeQuote(shown),
    totalMinor: totalMinor > 0n ? totalMinor : 0n,
    expiresAt: expiryOf(shown.quotedAt, shown.quote),
  };
}

async function requireAsShown(ctx: TxCtx, confirmed: Confirmed): Promise<QuotedOrder> {
  if (!isFresh(confirmed.shown.quotedAt, ctx.now)) refuse('conflict', 'quote_expired');
  return requireStanding(ctx, confirmed);
}

async function requireStanding(ctx: TxCtx, confirmed: Confirmed): Promise<QuotedOrder> {
  const look = await lookAgain(ctx, confirmed);
  if (look.standing !== 'holds') refuse('conflict', refusalOfStanding[look.standing]);
  return look.quoted;
}

async function settle(
  ctx: TxCtx,
  order: OrderRow,
  { customerId, request, quoted, purse }: Omit<Confirmed, 'shown'> & { quoted: QuotedOrder },
): Promise<PlacedOrder> {
  const { id: orderId } = order;
  await cancelReplaced(ctx, { orderId, customerId, request });
  const outcome = decideQuote(quoted.quote, purse);
  if (outcome.kind === 'short') {
    // Limited, because every page that lists waiting orders and every payment validates each of them.
    const waiting = await listWaiting(ctx, customerId);
    if (waiting.length > WAITING_MAX) refuse('limit', 'too_many_orders', { max: WAITING_MAX });
    return { kind: 'waiting', orderId, shortMinor: outcome.shortMinor };
  }
  const { serviceId } = await executeOrder(ctx, { orderId, customerId, quoted });
  return { kind: 'executed', orderId, serviceId, isRepeat: false };
}

/**
 * Handles a repeated order; if a waiting order is confirmed on a newer sheet, the quote of that sheet
 * replaces the old one.
 */
async function answerRepeat(
  ctx: TxCtx,
  order: OrderRow,
  confirmed: Confirmed,
): Promise<PlacedOrder> {
  if (order.state === 'executed') {
    return { kind: 'executed', orderId: order.id, serviceId: order.serviceId, isRepeat: true };
  }
  if (order.state !== 'waiting' || order.expiresAt.getTime() <= ctx.now.getTime()) {
    refuse('conflict', 'order_expired');
  }
  const kept = await shownOf(ctx, order, confirmed);
  const isSameSheet = kept?.quotedAt.getTime() === confirmed.shown.quotedAt.getTime();
  const shown = isSameSheet ? kept : confirmed.shown;
  const quoted = isSameSheet
    ? await requireStanding(ctx, { ...confirmed, shown })
    : await requireAsShown(ctx, confirmed);
  if (!isSameSheet) await keepQuote(ctx, order.id, keptOf(shown));
  return settle(ctx, order, { ...confirmed, quoted });
}
