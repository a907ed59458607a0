import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { lockService } from './lock-service';
import type { ServiceState } from './rules';

/**
 * Locks a customer's service and its schedule for the transaction.
 * @throws DomainError `not-found`, also for another customer's service
 */
export async function lockCustomerService(
  ctx: TxCtx,
  { customerId, serviceId }: { customerId: number; serviceId: number },
): Promise<ServiceState> {
  const service = await lockService(ctx, serviceId);
  if (service.customerId !== customerId) refuse('not-found', 'not_found');
  return service.state;
}
