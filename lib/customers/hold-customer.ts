import type { TxCtx } from '@/lib/context';
import { lockCustomer } from './lock-customer';

/** Keeps the customer as they are for the transaction: status, site and labels say what may be sold to them. */
export async function holdCustomer(ctx: TxCtx, customerId: number): Promise<void> {
  await lockCustomer(ctx, customerId);
}
