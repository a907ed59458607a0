import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { readWallet } from '@/lib/wallet/lookups';
import type { Purse } from '../rules';
import { getPromisedMinor } from './promised';

/** Reads the customer's wallet for an order. */
export async function getPurse(ctx: Ctx, customerId: number): Promise<Purse> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  const wallet = await readWallet(ctx, customerId);
  return { ...wallet, promisedMinor: await getPromisedMinor(ctx, customerId) };
}
