import type { TxCtx } from '@/lib/context';
import { getSettings } from '@/lib/settings/get-settings';
import { insertCustomerAccounts } from './store';

/** Opens a wallet for each new customer, with the operator's minimum balance as its floor, and a postpaid account. */
export async function openWallets(ctx: TxCtx, customerIds: readonly number[]): Promise<void> {
  const { minimumBalanceMinor: floorMinor } = await getSettings(ctx);
  await insertCustomerAccounts(ctx, { customerIds, floorMinor });
}
