import type { TxCtx } from '@/lib/context';
import { type ErrorKey, refuseField } from '@/lib/kit/errors';
import { findAddressOf, findPlanAround, listHolders } from './lookups';
import { type Address, formatAddress, formatBlock, parseAddress } from './rules';
import { type NetworkPlan, plannedUse } from './rules/plan';
import { shareAddressPlan } from './store';

const FIELD = 'ipv4Address';

/**
 * Refuses an address that cannot be a service's permanent one: in no network or a pool network, the network,
 * broadcast or gateway address, reserved, or used by another service. Locks the address plan until the transaction
 * ends; if two services take the same free address concurrently, the unique index `services_ipv4_address_live_key`
 * lets only one succeed. A service's current address is always accepted. The caller has authorised.
 * @throws DomainError `invalid-input` at `ipv4Address`
 */
export async function requireAssignableAddress(
  ctx: TxCtx,
  { serviceId, address: text }: { serviceId: number | null; address: string },
): Promise<void> {
  const address = parseAddress(text);
  if (address?.family !== 4) refuseField(FIELD, 'field_ipv4');
  await shareAddressPlan(ctx);
  if (serviceId !== null && (await findAddressOf(ctx, serviceId)) === text) return;
  const plan = await findPlanAround(ctx, address);
  if (!plan) refuseField(FIELD, 'address_unknown_network', { address: text });
  const refusal = planRefusal(plan, address);
  if (refusal) refuseField(FIELD, refusal.key, refusal.params);
  const here = { first: address.value, last: address.value };
  const [holder] = await listHolders(ctx, here, { exceptServiceId: serviceId ?? 0 });
  if (!holder) return;
  refuseField(FIELD, 'address_in_use', {
    address: text,
    customer: holder.customerName,
    service: String(holder.serviceId),
  });
}

type Refusal = { key: ErrorKey; params: Record<string, string> };

/** Returns why the plan does not allow the address to be assigned; null if it does. */
function planRefusal(plan: NetworkPlan, at: Address): Refusal | null {
  const params = {
    address: formatAddress(at),
    network: `${plan.name} ${formatBlock(plan.block)}`,
  };
  const use = plannedUse(plan, at.value);
  switch (use.kind) {
    case 'network':
      return { key: 'address_is_network', params };
    case 'broadcast':
      return { key: 'address_is_broadcast', params };
    case 'gateway':
      return { key: 'address_is_gateway', params };
    case 'reservation':
      return reservedRefusal(use.reservation.note, params);
    case 'pool':
      return { key: 'address_in_pool', params: { ...params, pool: use.pool.name } };
    case 'spare':
      return { key: 'address_of_pool_network', params };
    case 'open':
      return null;
  }
}

function reservedRefusal(note: string, params: Record<string, string>): Refusal {
  if (note === '') return { key: 'address_is_reserved_plain', params };
  return { key: 'address_is_reserved', params: { ...params, note } };
}
