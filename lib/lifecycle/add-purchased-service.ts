import type { TxCtx } from '@/lib/context';
import { findItemTerms, findServingOf, listLogins } from '@/lib/services/lookups';
import { proposeLogin } from '@/lib/services/rules/network-options';
import { ServiceInput } from '@/lib/services/service-input';
import { type AddedService, addService } from './add-service';

/**
 * Adds what a subscriber bought. An internet plan gets a login on the router that serves the customer and is
 * online without staff; where none does, it is not connected until staff choose one, and nothing is charged.
 */
export async function addPurchasedService(
  ctx: TxCtx,
  { customerId, itemId, orderId }: { customerId: number; itemId: number; orderId: string },
): Promise<AddedService> {
  const item = await findItemTerms(ctx, itemId);
  const serving = item.kind === 'internet' ? await findServingOf(ctx, customerId) : null;
  const router = serving?.kind === 'router' ? serving : null;
  const input = ServiceInput.parse({
    customerId,
    itemId,
    network:
      item.kind === 'internet'
        ? {
            routerId: router?.routerId,
            accessMethod: router?.accessMethod ?? 'pppoe',
            // From any pool of the router; a permanent address is for staff to assign.
            ipv4Mode: 'dynamic',
            login: proposeLogin(customerId, await listLogins(ctx, `c${customerId}`)),
          }
        : undefined,
  });
  return addService(ctx, { ...input, orderId });
}
