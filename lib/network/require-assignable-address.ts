import type { TxCtx } from '@/lib/context';
import { type ErrorKey, type RefusalParams, refuseField } from '@/lib/kit/errors';
import { findAddressOf, findPlanAround, listHolders } from './plan/queries';
import { type Address, formatAddress, formatBlock, parseAddress } from './rules';
import { type NetworkPlan, plannedUse } from './rules/plan';
import { shareAddressPlan } from './store';

/**
 * Refuses an address that cannot be a service's permanent one: of no network or of one for pools, the
 * network's own, its gateway, reserved, or another service's. The plan then stays as it is until the
 * transaction ends; of two services that take the same free address at once, the unique index
 * `services_ipv4_address_live_key` lets one through. An address the service already has stays its own.
 * The caller has authorised.
 * @throws DomainError `invalid-input` at `ipv4Address`
 */
export async function requireAssignableAddress(
  ctx: TxCtx,
  { serviceId, address: text }: { serviceId: number | null; address: string },
): Promise<void> {
  const address = parseAddress(text);
  if (address === null || address.family !== 4) return refuseField('ipv4Address', 'field_ipv4');
  await shareAddressPlan(ctx);
  if (serviceId !== null && (await findAddressOf(ctx, serviceId)) === text) return;
  const plan = await findPlanAround(ctx, address);
  if (!plan) return refuseAddress('address_unknown_network', { address: text });
  refusePlanned(plan, address);
  const here = { first: address.value, last: address.value };
  const [holder] = await listHolders(ctx, here, { exceptServiceId: serviceId ?? 0 });
  if (holder) {
    refuseAddress('address_in_use', {
      address: text,
      customer: holder.customerName,
      service: String(holder.serviceId),
    });
  }
}

function refusePlanned(plan: NetworkPlan, at: Address): void {
  const params = {
    address: formatAddress(at),
    network: `${plan.name} ${formatBlock(plan.block)}`,
  };
  const use = plannedUse(plan, at.value);
  switch (use.kind) {
    case 'network':
      return refuseAddress('address_is_network', params);
    case 'broadcast':
      return refuseAddress('address_is_broadcast', params);
    case 'gateway':
      return refuseAddress('address_is_gateway', params);
    case 'reservation': {
      const { note } = use.reservation;
      if (note === '') return refuseAddress('address_is_reserved_plain', params);
      return refuseAddress('address_is_reserved', { ...params, note });
    }
    case 'pool':
      return refuseAddress('address_in_pool', { ...params, pool: use.pool.name });
    case 'spare':
      return refuseAddress('address_of_pool_network', params);
    case 'open':
      return;
  }
}

function refuseAddress(key: ErrorKey, params: RefusalParams): never {
  return refuseField('ipv4Address', key, params);
}
