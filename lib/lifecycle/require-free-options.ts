import type { TxCtx } from '@/lib/context';
import { requireAssignableAddress } from '@/lib/network/require-assignable-address';
import { requireFreeNetworks } from '@/lib/network/require-free-networks';
import { requireFreePrefix } from '@/lib/network/require-free-prefix';
import { requirePoolOfRouter } from '@/lib/network/require-pool-of-router';
import type { NetworkOptions } from '@/lib/services/service-input';

/**
 * Refuses network options that are taken or not available in the address plan, each at its own field.
 * `serviceId` is null for a new service.
 * @throws DomainError `invalid-input` | `not-found`
 */
export async function requireFreeOptions(
  ctx: TxCtx,
  { serviceId, network }: { serviceId: number | null; network: NetworkOptions },
): Promise<void> {
  const { ipv4Address, additionalNetworks, ipv6Prefix, ipv4PoolId, routerId } = network;
  if (ipv4Address !== null)
    await requireAssignableAddress(ctx, { serviceId, address: ipv4Address });
  await requireFreeNetworks(ctx, { serviceId, networks: additionalNetworks });
  if (ipv6Prefix !== null) await requireFreePrefix(ctx, { serviceId, prefix: ipv6Prefix });
  if (ipv4PoolId !== null)
    await requirePoolOfRouter(ctx, { poolId: ipv4PoolId, routerId, serviceId });
}
