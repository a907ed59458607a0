import type { TxCtx } from '@/lib/context';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { lockCustomer } from './lock-customer';

/**
 * Locks the customer and then all of their schedules, until the transaction ends: the first two steps of the lock
 * order (docs/decisions/0002). Status, site and labels, which decide what may be sold to them, stay as they are.
 */
export async function holdCustomer(ctx: TxCtx, customerId: number): Promise<void> {
  await lockCustomer(ctx, customerId);
  await lockSchedules(ctx, customerId);
}
