import type { TxCtx } from '@/lib/context';
import { holdCustomer } from '@/lib/customers/hold-customer';
import { holdServices } from '@/lib/services/hold-services';
import { lockCustomerService } from '@/lib/services/lock-customer-service';
import type { OrderRequest } from './order-input';
import { listWaiting, type WaitingRow } from './store';

/**
 * Takes the locks an order needs before its own row and before the wallet: the customer, their schedules and the service
 * it changes. A renewal, a change of the customer and another order of theirs wait in line.
 */
export async function lockSubject(
  ctx: TxCtx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<void> {
  await holdCustomer(ctx, customerId);
  if (request.kind === 'new_service') return;
  await lockCustomerService(ctx, { customerId, serviceId: request.serviceId });
}

/**
 * The same for every order of the customer that waits for its money, oldest first, and for every service that the rest
 * of the credit may bring back: whoever goes through several already has the wallet when the second one's turn comes,
 * and must not wait for its service then. Until the transaction ends no further order can be placed.
 */
export async function lockWaitingSubjects(ctx: TxCtx, customerId: number): Promise<WaitingRow[]> {
  await holdCustomer(ctx, customerId);
  await holdServices(ctx, customerId);
  return listWaiting(ctx, customerId);
}
