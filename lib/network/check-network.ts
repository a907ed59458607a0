import type { TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { findRoutedOver, type HeldAddress, listHolders, listPlansOver } from './lookups';
import {
  addressValue,
  type ParsedNetworkInput,
  requireBlock,
  toReservation,
} from './network-input';
import { refuseFault } from './refuse-fault';
import { type Block, formatBlock, type Span, spanOf } from './rules';
import { findLayoutFault } from './rules/faults';
import type { Reservation } from './rules/plan';

export type CheckedNetwork = {
  block: Block;
  gateway: bigint | null;
  reservations: Reservation[];
};

/**
 * Parses a network's input and refuses conflicts: within itself, with another network, or with addresses that
 * services have. Called under `lockAddressPlan`, so the result holds until the transaction ends.
 * @throws DomainError `invalid-input`, naming the conflict
 */
export async function checkNetwork(
  ctx: TxCtx,
  { networkId, input }: { networkId: number | null; input: ParsedNetworkInput },
): Promise<CheckedNetwork> {
  const checked = {
    block: requireBlock(input.cidr, 'cidr'),
    gateway: input.gateway === null ? null : addressValue(input.gateway),
    reservations: input.reservations.map(toReservation),
  };
  refuseFault(findLayoutFault(checked));
  await requireOwnGround(ctx, networkId, checked.block);
  await requireUnassigned(ctx, checked, input);
  return checked;
}

async function requireOwnGround(ctx: TxCtx, networkId: number | null, block: Block): Promise<void> {
  const network = formatBlock(block);
  const other = (await listPlansOver(ctx, block)).find((plan) => plan.networkId !== networkId);
  if (other) {
    const params = { network, name: other.name, other: formatBlock(other.block) };
    refuseField('cidr', 'network_overlaps_network', params);
  }
  const routed = await findRoutedOver(ctx, block);
  if (!routed) return;
  refuseField('cidr', 'network_overlaps_service', {
    network,
    other: routed.block,
    customer: routed.customerName,
    service: String(routed.serviceId),
  });
}

/** Refuses a gateway, reserved range or pool network that covers an address a service already has. */
async function requireUnassigned(
  ctx: TxCtx,
  { block, gateway, reservations }: CheckedNetwork,
  input: ParsedNetworkInput,
): Promise<void> {
  const claims: { field: string; span: Span }[] = reservations.map((span, index) => ({
    field: `reservations.${index}.first`,
    span,
  }));
  if (gateway !== null) claims.push({ field: 'gateway', span: { first: gateway, last: gateway } });
  for (const { field, span } of claims) {
    const [holder] = await listHolders(ctx, span, { limit: 1 });
    if (holder) refuseField(field, 'address_in_use', heldParams(holder));
  }
  if (input.usage !== 'pool') return;
  const [holder] = await listHolders(ctx, spanOf(block), { limit: 1 });
  if (holder) refuseField('usage', 'network_pool_with_address', heldParams(holder));
}

export function heldParams({ address, customerName, serviceId }: HeldAddress) {
  return { address, customer: customerName, service: String(serviceId) };
}
