import type { TxCtx } from '@/lib/context';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { lockCustomerService } from '@/lib/services/lock-customer-service';
import type { OrderRequest } from './order-input';

/**
 * Takes the locks an order needs before the wallet: the customer's schedules, and the service it changes,
 * so that a renewal and a plan change stand in line.
 */
export async function lockSubject(
  ctx: TxCtx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<void> {
  await lockSchedules(ctx, customerId);
  if (request.kind === 'new_service') return;
  await lockCustomerService(ctx, { customerId, serviceId: request.serviceId });
}
