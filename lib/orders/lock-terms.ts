import { holdItems } from '@/lib/catalog/hold-items';
import type { TxCtx } from '@/lib/context';
import { holdSettings } from '@/lib/settings/hold-settings';
import { lockWallet } from '@/lib/wallet/lock-wallet';
import { listItemIdsOf } from './lookups';
import { getPromisedMinor } from './lookups/promised';
import type { OrderRequest } from './order-input';
import type { Purse } from './rules';

/**
 * Takes all remaining locks of an order and locks everything its quote depends on. Nothing can change between
 * validating the quote and executing it; a caller that waited for a lock reads the committed state.
 */
export async function lockTerms(
  ctx: TxCtx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<Purse> {
  const account = await lockWallet(ctx, customerId);
  await holdItems(ctx, await listItemIdsOf(ctx, request));
  await holdSettings(ctx);
  // Read under the wallet's lock, so that the second of two concurrent orders sees the credit reserved by the
  // first.
  const promisedMinor = await getPromisedMinor(ctx, customerId);
  return { ...account, promisedMinor };
}
