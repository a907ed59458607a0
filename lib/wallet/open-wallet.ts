import type { TxCtx } from '@/lib/context';
import { getSettings } from '@/lib/settings/queries';
import { insertCustomerAccounts } from './store';

/** Gives a new customer a wallet with the operator's minimum balance as its floor, and a postpaid account. */
export async function openWallet(ctx: TxCtx, customerId: number): Promise<void> {
  const { minimumBalanceMinor } = await getSettings(ctx);
  await insertCustomerAccounts(ctx, { customerId, floorMinor: minimumBalanceMinor });
}
