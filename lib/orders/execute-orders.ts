import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { DomainError, type ErrorKey } from '@/lib/kit/errors';
import { executeOrder } from './execute-order';
import { lockSubject, lockWaitingSubjects } from './lock-subject';
import { lockTerms } from './lock-terms';
import { lookAgain, shownOf } from './look-again';
import type { OrderRow } from './lookups/is-waiting-change-of';
import { OrderRequest } from './order-input';
import { decideQuote, refusalOfStanding } from './rules';
import { closeOrder, lockOrder, type WaitingRow } from './store';

export type WaitingResult = {
  orderId: string;
  outcome: 'executed' | 'waiting' | 'cancelled' | 'failed';
};

/**
 * Executes the customer's waiting orders as far as the credit reaches, oldest first; only `orderId` if given.
 * Idempotent: an executed order no longer waits.
 */
export async function executeWaitingOrders(
  ctx: Ctx,
  { customerId, orderId }: { customerId: number; orderId?: string | undefined },
): Promise<WaitingResult[]> {
  requireCustomerAccess(ctx, customerId, 'orders.write');
  return inTransaction(ctx, async (tctx) => {
    const waiting = await lockWaitingSubjects(tctx, customerId);
    const wanted = waiting.filter(({ id }) => orderId === undefined || id === orderId);
    return executeLocked(tctx, { customerId, waiting: wanted });
  });
}

/** The same for orders whose subjects `lockWaitingSubjects` has locked in this transaction. */
export async function executeLocked(
  ctx: TxCtx,
  { customerId, waiting }: { customerId: number; waiting: readonly WaitingRow[] },
): Promise<WaitingResult[]> {
  const results: WaitingResult[] = [];
  for (const { id } of waiting) {
    const outcome = await settleWaiting(ctx, { orderId: id, customerId });
    if (outcome) results.push({ orderId: id, outcome });
  }
  return results;
}

async function settleWaiting(
  ctx: TxCtx,
  ids: { orderId: string; customerId: number },
): Promise<WaitingResult['outcome'] | null> {
  const seen = await lockOrder(ctx, ids);
  if (seen?.state !== 'waiting') return null;
  try {
    // In a savepoint, so that an order that is no longer possible fails alone and its credit stays.
    return await ctx.tx.transaction((tx) => decide({ ...ctx, tx }, seen));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return fail(ctx, seen, error.key);
  }
}

async function decide(ctx: TxCtx, order: OrderRow): Promise<WaitingResult['outcome']> {
  const { customerId, id: orderId } = order;
  if (order.expiresAt.getTime() <= ctx.now.getTime()) return expire(ctx, order);
  const request = OrderRequest.parse(order.payload);
  await lockSubject(ctx, { customerId, request });
  const purse = await lockTerms(ctx, { customerId, request });
  const shown = await shownOf(ctx, order, { customerId, request });
  if (!shown) return fail(ctx, order, 'quote_changed');
  const look = await lookAgain(ctx, { customerId, request, shown });
  if (look.standing !== 'holds') return fail(ctx, order, refusalOfStanding[look.standing]);
  const { quoted } = look;
  if (decideQuote(quoted.quote, purse).kind === 'short') return 'waiting';
  await executeOrder(ctx, { orderId, customerId, quoted });
  return 'executed';
}

async function expire(ctx: TxCtx, { id, customerId }: OrderRow): Promise<'cancelled'> {
  await closeOrder(ctx, id, { state: 'cancelled', failure: 'order_expired' });
  await recordAudit(ctx, {
    action: 'order.expire',
    subject: { kind: 'order', id },
    customerId,
  });
  return 'cancelled';
}

/** Notifies the customer that the order failed, because the money now stays in the wallet. */
async function fail(
  ctx: TxCtx,
  { id: orderId, customerId }: OrderRow,
  failure: ErrorKey,
): Promise<'failed'> {
  await closeOrder(ctx, orderId, { state: 'failed', failure });
  await emitEvents(ctx, [
    { name: 'order/failed', data: { orderId, customerId }, id: `order/failed:${orderId}` },
  ]);
  return 'failed';
}
