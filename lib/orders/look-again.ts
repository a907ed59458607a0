import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { thawQuote } from './frozen-quote';
import { wasItemChangedSince } from './lookups';
import type { OrderRow } from './lookups/is-waiting-change-of';
import { loadOrderFacts, type OrderFacts, printOf } from './lookups/order-facts';
import type { OrderRequest } from './order-input';
import { priceOrder } from './price-order';
import type { FrozenQuote, QuotedOrder } from './quoted-order';
import type { Standing } from './rules';
import { changedParts } from './rules/promise';
import type { Quote } from './rules/quote';

type Subject = { customerId: number; request: OrderRequest };

/** What became of an order as it was shown; where it holds, what is executed. */
export type Look =
  | { standing: 'holds'; quoted: QuotedOrder }
  | { standing: Exclude<Standing, 'holds'> };

/**
 * Whether what was shown is still what the database says. The facts are read once: while they are those of the sheet,
 * its quote is right; only where any of them differs it is priced anew, for they may still give what was promised.
 * A change at once is looked at for the moment it was shown for, so that the passing of time alone changes no amount;
 * everything else costs the same at any moment. All of it begins when it executes.
 * @throws DomainError when it became impossible for another reason than the catalogue
 */
export async function lookAgain(
  ctx: Ctx,
  { customerId, request, shown }: Subject & { shown: FrozenQuote },
): Promise<Look> {
  const asOf = asOfSheet(ctx, { request, shown });
  const facts = await factsOrNull(asOf, { customerId, request });
  if (facts === null) return { standing: 'gone' };
  if (isMadeOf(shown, facts)) return held(ctx, shown);
  const quoted = priceOrder(facts, asOf.now);
  if (shown.quote.isOffered && !quoted.quote.isOffered) return { standing: 'gone' };
  const isKept = changedParts(shown.quote, quoted.quote).length === 0;
  return isKept ? held(ctx, quoted) : { standing: 'changed' };
}

function held(ctx: Ctx, quoted: QuotedOrder): Look {
  return hasEnded(quoted.quote, ctx.now) ? { standing: 'changed' } : { standing: 'holds', quoted };
}

function isMadeOf(shown: FrozenQuote, facts: OrderFacts): shown is QuotedOrder {
  return shown.made?.print === printOf(facts);
}

/** A length runs from the payment on; where only the end stands, a late payment would buy nothing. */
function hasEnded({ runsFor, endsAt }: Quote, now: Date): boolean {
  return runsFor === null && endsAt !== null && endsAt <= now;
}

function asOfSheet<C extends Ctx>(
  ctx: C,
  { request, shown }: { request: OrderRequest; shown: FrozenQuote },
): C {
  return request.kind === 'plan_change' && request.moment === 'now'
    ? { ...ctx, now: shown.quotedAt }
    : ctx;
}

/** Null when it is not offered any more: retired, taken from this customer, or no such pack now. */
async function factsOrNull(ctx: Ctx, subject: Subject): Promise<OrderFacts | null> {
  try {
    return await loadOrderFacts(ctx, subject);
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
  const facts = await factsOrNull({ ...ctx, now: quotedAt }, subject);
  const quoted = facts && priceOrder(facts, quotedAt);
  if (!quoted || quoted.quote.totalMinor > order.totalMinor) return null;
  const isEdited = await wasItemChangedSince(ctx, { request: subject.request, since: quotedAt });
  return isEdited ? null : quoted;
}
