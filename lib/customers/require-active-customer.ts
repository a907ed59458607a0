import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { lockCustomer } from './lock-customer';
import { canTakeService } from './rules';

/**
 * Locks an active customer for the transaction, so that the status cannot change while a service is added.
 * @throws DomainError `not-found` | `invalid-state`
 */
export async function requireActiveCustomer(
  ctx: TxCtx,
  customerId: number,
): Promise<{ siteId: number | null }> {
  const customer = await lockCustomer(ctx, customerId);
  if (!canTakeService(customer.status)) refuse('invalid-state', 'customer_not_active');
  return { siteId: customer.siteId };
}
