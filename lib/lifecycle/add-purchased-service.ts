import type { TxCtx } from '@/lib/context';
import { type ItemOfNewService, listLogins } from '@/lib/services/lookups';
import { proposeLogin } from '@/lib/services/rules/network-options';
import { ServiceInput } from '@/lib/services/service-input';
import { type AddedService, addService } from './add-service';

export type PurchasedService = {
  customerId: number;
  itemId: number;
  orderId: string;
  item: ItemOfNewService;
  /** The router that serves the customer. */
  router: { routerId: number; accessMethod: 'pppoe' | 'hotspot' } | null;
};

/**
 * Adds a service that a subscriber bought. An internet plan gets a login on the router that serves the
 * customer and goes online without staff. Without such a router it stays unconnected until staff choose one,
 * and nothing is charged.
 */
export async function addPurchasedService(
  ctx: TxCtx,
  { customerId, itemId, orderId, item, router }: PurchasedService,
): Promise<AddedService> {
  const input = ServiceInput.parse({
    customerId,
    itemId,
    network:
      item.kind === 'internet'
        ? {
            routerId: router?.routerId,
            accessMethod: router?.accessMethod ?? 'pppoe',
            // From any pool of the router; only staff assign a permanent address.
            ipv4Mode: 'dynamic',
            login: proposeLogin(customerId, await listLogins(ctx, `c${customerId}`)),
          }
        : undefined,
  });
  return addService(ctx, { ...input, orderId, item });
}
