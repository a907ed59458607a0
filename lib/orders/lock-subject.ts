import type { TxCtx } from '@/lib/context';
import { holdCustomer } from '@/lib/customers/hold-customer';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { holdServices } from '@/lib/services/hold-services';
import { lockCustomerService } from '@/lib/services/lock-customer-service';
import { OrderRequest } from './order-input';
import { listWaiting, type WaitingRow } from './store';

/**
 * Takes the locks an order needs before its own row and before the wallet: the customer's schedules, and the service it
 * changes, or for a new one the customer. A renewal, a plan change and another order on the same thing stand in line.
 */
export async function lockSubject(
  ctx: TxCtx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<void> {
  await lockSchedules(ctx, customerId);
  if (request.kind === 'new_service') return holdCustomer(ctx, customerId);
  await lockCustomerService(ctx, { customerId, serviceId: request.serviceId });
}

/**
 * The same for every order of the customer that waits for its money, oldest first: whoever executes several of them
 * already has the wallet when the second one's turn comes, and must not wait for its service then.
 */
export async function lockWaitingSubjects(ctx: TxCtx, customerId: number): Promise<WaitingRow[]> {
  await lockSchedules(ctx, customerId);
  const waiting = await listWaiting(ctx, customerId);
  const requests = waiting.map(({ payload }) => OrderRequest.parse(payload));
  const serviceIds = requests.flatMap((one) => (one.kind === 'new_service' ? [] : [one.serviceId]));
  await holdServices(ctx, { customerId, serviceIds });
  if (serviceIds.length < requests.length) await holdCustomer(ctx, customerId);
  return waiting;
}
