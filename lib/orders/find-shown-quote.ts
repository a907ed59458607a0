import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { OrderRequest } from './order-input';
import type { Quote } from './rules/quote';
import { findQuote } from './seal-quote';

/**
 * Returns the quote of an earlier confirm sheet for this request, as passed in the page's address; null if it
 * is not valid.
 */
export function findShownQuote(
  ctx: Ctx,
  subject: { customerId: number; request: OrderRequest },
  was: string | undefined,
): Quote | null {
  requireCustomerAccess(ctx, subject.customerId, 'orders.write');
  return was === undefined ? null : (findQuote(subject, was)?.quote ?? null);
}
