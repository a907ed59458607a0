import type { TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { findRoutedOver, listHolders, listPlansOver } from './lookups';
import { requireBlock } from './network-input';
import { type Block, blocksOverlap, formatBlock, spanOf } from './rules';
import { shareAddressPlan } from './store';

const FIELD = 'additionalNetworks';

/**
 * Refuses customer networks that overlap anything else: a network of the operator, a permanent address, another
 * service's customer network, or each other. Concurrent overlaps are caught by the exclusion constraint
 * `service_networks_network_excl`. The caller has authorised.
 * @throws DomainError `invalid-input` at `additionalNetworks`, naming the conflict
 */
export async function requireFreeNetworks(
  ctx: TxCtx,
  { serviceId, networks }: { serviceId: number | null; networks: readonly string[] },
): Promise<void> {
  if (networks.length === 0) return;
  const blocks = networks.map((text) => requireBlock(text, FIELD));
  refuseTwice(blocks);
  await shareAddressPlan(ctx);
  for (const block of blocks) await requireFreeBlock(ctx, serviceId ?? 0, block);
}

function refuseTwice(blocks: readonly Block[]): void {
  for (const [index, block] of blocks.entries()) {
    const other = blocks.slice(0, index).find((earlier) => blocksOverlap(earlier, block));
    if (!other) continue;
    refuseField(FIELD, 'network_twice', {
      network: formatBlock(block),
      other: formatBlock(other),
    });
  }
}

async function requireFreeBlock(ctx: TxCtx, serviceId: number, block: Block): Promise<void> {
  const network = formatBlock(block);
  const [plan] = await listPlansOver(ctx, block);
  if (plan) {
    const params = { network, name: plan.name, other: formatBlock(plan.block) };
    refuseField(FIELD, 'network_overlaps_network', params);
  }
  const routed = await findRoutedOver(ctx, block, serviceId);
  if (routed) {
    refuseField(FIELD, 'network_overlaps_service', {
      network,
      other: routed.block,
      customer: routed.customerName,
      service: String(routed.serviceId),
    });
  }
  const [holder] = await listHolders(ctx, spanOf(block), { limit: 1 });
  if (holder) {
    refuseField(FIELD, 'network_overlaps_address', {
      network,
      address: holder.address,
      customer: holder.customerName,
      service: String(holder.serviceId),
    });
  }
}
