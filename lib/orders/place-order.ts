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
import { OrderRequest } from './order-input';
import type { FrozenQuote, QuotedOrder } from './quoted-order';
import { decideQuote, type Purse, refusalOfStanding } from './rules';
import { isFresh } from './rules/promise';
import { expiryOf } from './rules/waiting';
import { openQuote } from './seal-quote';
import { claimOrder, keepQuote, listWaiting } from './store';

/** Far above any quote of ours: a longer text is nobody's sheet. */
const SEALED_MAX = 20_000;

/** Orders of a customer that wait for money: more than anybody pays for one by one. */
const WAITING_MAX = 20;

export const PlaceOrder = z.object({
  /** From `proposeOrderId`: names the intention. The order's own id is made of it, its owner and the request. */
  orderId: z.uuid(),
  customerId: z.number().int().positive(),
  request: OrderRequest,
  /** What the sheet showed, as `previewOrder` sealed it: anything else is refused, not charged. */
  quote: z.string().max(SEALED_MAX),
});
export type PlaceOrder = z.infer<typeof PlaceOrder>;

export type PlacedOrder =
  | { kind: 'executed'; orderId: string; serviceId: number | null; isRepeat: boolean }
  | { kind: 'waiting'; orderId: string; shortMinor: bigint };

/**
 * Orders what the confirm sheet showed, or refuses when any of it has changed. With enough credit it
 * executes at once; otherwise it waits, and executes as shown when the missing credit arrives. The same
 * order placed again answers with its first result.
 */
export async function placeOrder(ctx: Ctx, input: PlaceOrder): Promise<PlacedOrder> {
  const parsed = PlaceOrder.parse(input);
  const { customerId, request } = parsed;
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

/** What an order keeps of its quote; money that comes back counts as nothing due. */
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
    // Each is looked at again on every page that lists them, and whenever money comes.
    const waiting = await listWaiting(ctx, customerId);
    if (waiting.length > WAITING_MAX) refuse('limit', 'too_many_orders', { max: WAITING_MAX });
    return { kind: 'waiting', orderId, shortMinor: outcome.shortMinor };
  }
  const { serviceId } = await executeOrder(ctx, { orderId, customerId, quoted });
  return { kind: 'executed', orderId, serviceId, isRepeat: false };
}

/** A waiting order that is confirmed on another sheet from now on promises what that sheet showed. */
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
