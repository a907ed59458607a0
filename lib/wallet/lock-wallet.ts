import type { TxCtx } from '@/lib/context';
import type { AccountState } from './rules';
import { lockAccount } from './store';

/** Locks a customer's wallet for the transaction, so that what is decided on its balance stays true. */
export async function lockWallet(ctx: TxCtx, customerId: number): Promise<AccountState> {
  return lockAccount(ctx, customerId, 'wallet');
}
