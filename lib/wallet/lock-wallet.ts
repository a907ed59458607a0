import type { TxCtx } from '@/lib/context';
import type { AccountState } from './rules';
import { lockAccount, lockAccountsOf } from './store';

/** Locks a customer's wallet for the transaction, so that decisions on its balance stay valid. */
export async function lockWallet(ctx: TxCtx, customerId: number): Promise<AccountState> {
  return lockAccount(ctx, customerId, 'wallet');
}

/** Locks both accounts of several customers, in id order. */
export async function lockWallets(ctx: TxCtx, customerIds: readonly number[]): Promise<void> {
  await lockAccountsOf(ctx, customerIds);
}
