import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { notBefore } from '@/lib/recurrence/rules/not-before';
import { thawQuote } from './frozen-quote';
import { wasItemChangedSince } from './lookups';
import type { OrderRow } from './lookups/is-waiting-change-of';
import { loadOrderFacts, type OrderFacts, printOf } from './lookups/order-facts';
import type { OrderRequest } from './order-input';
import { priceOrder } from './price-order';
import type { Deed, FrozenQuote, QuotedOrder } from './quoted-order';
import type { Standing } from './rules';
import { changedParts, isFresh } from './rules/promise';
import type { Quote } from './rules/quote';

type Subject = { customerId: number; request: OrderRequest };

/** Result of validating a shown order; if it still holds, the order to execute. */
export type Look =
  | { standing: 'holds'; quoted: QuotedOrder }
  | { standing: Exclude<Standing, 'holds'> };

/**
 * Validates a shown quote against the database. The facts are read once: if they match those of the quote, it
 * holds; otherwise they are priced again, because the result may still be as shown. An immediate plan change
 * is validated as of its quote's time, so that the passing of time alone changes no amount; other orders cost
 * the same at any time. Every order starts when it executes.
 * @throws DomainError if it is no longer possible for a reason other than the catalogue
 */
export async function lookAgain(
  ctx: Ctx,
  { customerId, request, shown }: Subject & { shown: FrozenQuote },
): Promise<Look> {
  const subject = { customerId, request };
  let asOf = asOfSheet(ctx, { request, shown });
  let facts = await factsOrNull(asOf, subject);
  if (facts === null) return { standing: 'gone' };
  if (isMadeOf(shown, facts)) return held(ctx, shown);
  if (isServedSince(shown, facts) && !isFresh(shown.quotedAt, ctx.now)) {
    // The old plan has been served since, which a quote as of the sheet would give back.
    asOf = ctx;
    facts = (await factsOrNull(asOf, subject)) ?? facts;
  }
  const quoted = priceOrder(facts, asOf.now);
  if (shown.quote.isOffered && !quoted.quote.isOffered) return { standing: 'gone' };
  const isKept = changedParts(shown.quote, quoted.quote).length === 0;
  return isKept ? held(ctx, quoted) : { standing: 'changed' };
}

function held(ctx: Ctx, quoted: QuotedOrder): Look {
  const isOver = hasEnded(quoted.quote, ctx.now) || hasLeft(quoted.made.deed, ctx.now);
  return isOver ? { standing: 'changed' } : { standing: 'holds', quoted };
}

function isMadeOf(shown: FrozenQuote, facts: OrderFacts): shown is QuotedOrder {
  return shown.made?.print === printOf(facts);
}

/** The router accepted the old plan after the sheet on which it stood still. */
function isServedSince({ made }: FrozenQuote, facts: OrderFacts): boolean {
  const stood = made?.deed.kind === 'change_now' && made.deed.standsSince !== undefined;
  return stood && facts.kind === 'plan_change' && facts.standsSince === undefined;
}

/**
 * An order with a length runs from the payment; if only the end date is fixed, a late payment would buy
 * nothing.
 */
function hasEnded({ runsFor, endsAt }: Quote, now: Date): boolean {
  return runsFor === null && endsAt !== null && endsAt <= now;
}

/** An immediate plan change ends a paid period; once that is over, the next one is due, paid or in its grace. */
function hasLeft(deed: Deed, now: Date): boolean {
  // A period that stands still ends with the change, however long that takes.
  if (deed.kind !== 'change_now' || deed.running === null || deed.standsSince) return false;
  return deed.running.endsAt <= notBefore(now, deed.decidedTo);
}

function asOfSheet<C extends Ctx>(
  ctx: C,
  { request, shown }: { request: OrderRequest; shown: FrozenQuote },
): C {
  return request.kind === 'plan_change' && request.moment === 'now'
    ? { ...ctx, now: shown.quotedAt }
    : ctx;
}

/** Returns null if the item is no longer offered: retired, not sold to this customer, or no such pack. */
async function factsOrNull(ctx: Ctx, subject: Subject): Promise<OrderFacts | null> {
  try {
    return await loadOrderFacts(ctx, subject);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  }
}

/**
 * Returns the quote confirmed when the order was placed; null if it can no longer be honoured. An order
 * without a readable quote is quoted again as of its creation, and counts as shown if that costs no more and
 * the item has not been edited since.
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
