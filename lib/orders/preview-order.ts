import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { findShownQuote } from './find-shown-quote';
import { proposeOrderId } from './lookups';
import { getPurse } from './lookups/purse';
import { findReworded, type Reworded } from './lookups/reworded';
import { type OrderRequest, requestOf } from './order-input';
import { quoteOrder } from './quote-order';
import { decideQuote, type QuoteOutcome, takesPromised } from './rules';
import { promisePrint, validUntil } from './rules/promise';
import type { Quote } from './rules/quote';
import { expiryOf } from './rules/waiting';
import { sealQuote } from './seal-quote';

/** An earlier quote and the current one for the same request. */
export type ComparedQuotes = {
  was: Quote;
  now: Quote;
  /** What the plan said then and says now; null if it says the same. */
  reworded: Reworded | null;
};

export type OrderPreview = {
  orderId: string;
  request: OrderRequest;
  quote: Quote;
  /** The quote with its time, for `placeOrder`; it executes as shown until `validUntil`. */
  sealedQuote: string;
  validUntil: Date;
  /** Fingerprints of the rows behind the quote and of its promise: while one of them is the same, it executes as shown. */
  prints: { facts: string; promise: string };
  /** If credit is missing and the order is confirmed in time, it waits until then and executes as shown. */
  waitsUntil: Date;
  /** The comparison with the earlier confirmed quote that could not be honoured; null on a first preview. */
  compared: ComparedQuotes | null;
  balanceMinor: bigint;
  /** The part of the balance reserved for plans that wait for a connection. */
  promisedMinor: bigint;
  /** This order spends reserved credit. */
  takesPromised: boolean;
  outcome: QuoteOutcome;
};

/**
 * Returns what the confirm sheet shows; `placeOrder` with its `orderId` and `sealedQuote` does exactly this.
 */
export async function previewOrder(
  ctx: Ctx,
  input: { customerId: number; request: OrderRequest; was?: string | undefined },
): Promise<OrderPreview> {
  const { customerId } = input;
  requireCustomerAccess(ctx, customerId, 'orders.write');
  const request = requestOf(ctx.actor, input.request);
  const quoted = await quoteOrder(ctx, { customerId, request });
  const { quote } = quoted;
  const purse = await getPurse(ctx, customerId);
  const orderId = await proposeOrderId(ctx, { customerId, request });
  const subject = { customerId, request };
  const waitsUntil = expiryOf(ctx.now, quote);
  const was = findShownQuote(ctx, subject, input.was);
  return {
    orderId,
    request,
    quote,
    sealedQuote: sealQuote(subject, quoted),
    validUntil: earlier(validUntil(ctx.now), waitsUntil),
    prints: { facts: quoted.made.print, promise: promisePrint(quote) },
    waitsUntil,
    compared: was && {
      was,
      now: quote,
      reworded: await findReworded(ctx, { request, was, now: quote }),
    },
    balanceMinor: purse.balanceMinor,
    promisedMinor: purse.promisedMinor,
    takesPromised: takesPromised(quote, purse),
    outcome: decideQuote(quote, purse),
  };
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
