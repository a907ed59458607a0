import type { TxCtx } from '@/lib/context';
import { type AddedService, addService } from './add-service';
import { findDefaultRouter, findItemTerms, listLogins } from './queries';
import { proposeLogin } from './rules/network-options';
import { ServiceInput } from './service-input';

/**
 * Adds what a subscriber bought. An internet plan gets a PPPoE login on the customer's router and is
 * online without staff; where no router can be told, the service waits for staff to choose one.
 */
export async function addPurchasedService(
  ctx: TxCtx,
  { customerId, itemId, orderId }: { customerId: number; itemId: number; orderId: string },
): Promise<AddedService> {
  const item = await findItemTerms(ctx, itemId);
  const input = ServiceInput.parse({
    customerId,
    itemId,
    network:
      item.kind === 'internet'
        ? {
            routerId: await findDefaultRouter(ctx, customerId),
            accessMethod: 'pppoe',
            // From any pool of the router; a permanent address is for staff to assign.
            ipv4Mode: 'dynamic',
            login: proposeLogin(customerId, await listLogins(ctx, `c${customerId}`)),
          }
        : undefined,
  });
  return addService(ctx, { ...input, orderId });
}
