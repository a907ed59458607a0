import type { TxCtx } from '@/lib/context';
import { lockCustomer } from './lock-customer';

/** Locks the customer until the transaction ends: status, site and labels decide what may be sold to them. */
export async function holdCustomer(ctx: TxCtx, customerId: number): Promise<void> {
  await lockCustomer(ctx, customerId);
}
