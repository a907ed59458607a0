import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { OrderRequest } from './order-input';
import type { Quote } from './rules/quote';
import { findQuote } from './seal-quote';

/** What an earlier sheet of this request showed, as its address carries it; null for anything else. */
export function findShownQuote(
  ctx: Ctx,
  subject: { customerId: number; request: OrderRequest },
  was: string | undefined,
): Quote | null {
  requireCustomerAccess(ctx, subject.customerId, 'orders.write');
  return was === undefined ? null : (findQuote(subject, was)?.quote ?? null);
}
