import { holdItems } from '@/lib/catalog/hold-items';
import type { TxCtx } from '@/lib/context';
import { holdSettings } from '@/lib/settings/hold-settings';
import { lockWallet } from '@/lib/wallet/lock-wallet';
import { listItemIdsOf } from './lookups';
import { getPromisedMinor } from './lookups/promised';
import type { OrderRequest } from './order-input';
import type { Purse } from './rules';

/**
 * Takes every other lock an order can wait for, and keeps still what its quote is made of. After it, nothing can
 * change between the look at what was shown and the execution: whoever waited here looks at what is true then.
 */
export async function lockTerms(
  ctx: TxCtx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<Purse> {
  const account = await lockWallet(ctx, customerId);
  await holdItems(ctx, await listItemIdsOf(ctx, request));
  await holdSettings(ctx);
  // After the wallet's lock: of two orders at the same moment, the second one sees what the first one promised away.
  const promisedMinor = await getPromisedMinor(ctx, customerId);
  return { ...account, promisedMinor };
}
