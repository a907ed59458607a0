import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { type FrozenQuote, thawQuote } from './frozen-quote';
import { wasItemChangedSince } from './lookups';
import type { OrderRow } from './lookups/rows';
import type { OrderRequest } from './order-input';
import { quoteOrder } from './quote-order';
import type { Standing } from './rules';
import { changedParts } from './rules/promise';
import type { Quote } from './rules/quote';

type Subject = { customerId: number; request: OrderRequest };

/**
 * Whether what was shown is still what the database says. A change at once is computed again for the
 * moment it was shown for, so that the passing of time alone changes no amount; everything else costs the
 * same at any moment. All of it begins when it executes.
 * @throws DomainError when it became impossible for another reason than the catalogue
 */
export async function lookAgain(
  ctx: Ctx,
  { customerId, request, shown }: Subject & { shown: FrozenQuote },
): Promise<Standing> {
  const quote = await quoteOrNull(asOf(ctx, { request, shown }), { customerId, request });
  if (quote === null || (shown.quote.isOffered && !quote.isOffered)) return 'gone';
  const isKept = !hasEnded(shown.quote, ctx.now) && changedParts(shown.quote, quote).length === 0;
  return isKept ? 'holds' : 'changed';
}

/** A length runs from the payment on; where only the end stands, a late payment would buy nothing. */
function hasEnded({ runsFor, endsAt }: Quote, now: Date): boolean {
  return runsFor === null && endsAt !== null && endsAt <= now;
}

function asOf(ctx: Ctx, { request, shown }: { request: OrderRequest; shown: FrozenQuote }): Ctx {
  return request.kind === 'plan_change' && request.moment === 'now'
    ? { ...ctx, now: shown.quotedAt }
    : ctx;
}

/** Null when it is not offered any more: retired, taken from this customer, or no such pack now. */
async function quoteOrNull(ctx: Ctx, subject: Subject) {
  try {
    return await quoteOrder(ctx, subject);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  }
}

/**
 * What the customer confirmed when the order was placed; null when that can no longer be had. An order
 * from before quotes were kept as they are now counts as shown when it was placed, if it costs no more as of
 * then and its item has not been edited since.
 */
export async function shownOf(
  ctx: Ctx,
  order: Pick<OrderRow, 'quote' | 'createdAt' | 'totalMinor'>,
  subject: Subject,
): Promise<FrozenQuote | null> {
  const kept = thawQuote(order.quote);
  if (kept) return kept;
  const quotedAt = order.createdAt;
  const quote = await quoteOrNull({ ...ctx, now: quotedAt }, subject);
  if (!quote || quote.totalMinor > order.totalMinor) return null;
  const isEdited = await wasItemChangedSince(ctx, { request: subject.request, since: quotedAt });
  return isEdited ? null : { quotedAt, quote };
}
