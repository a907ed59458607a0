import type { TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { findPrefixOver } from './lookups';
import { formatBlock, parseBlock } from './rules';

/**
 * Refuses an IPv6 prefix that has host bits set or overlaps another live service's prefix; concurrent overlaps are
 * caught by `services_ipv6_prefix_live_excl`. The caller has authorised.
 * @throws DomainError `invalid-input` at `ipv6Prefix`
 */
export async function requireFreePrefix(
  ctx: TxCtx,
  { serviceId, prefix }: { serviceId: number | null; prefix: string },
): Promise<void> {
  const parsed = parseBlock(prefix);
  if (parsed.kind === 'malformed' || parsed.block.family !== 6)
    refuseField('ipv6Prefix', 'field_cidr');
  const corrected = formatBlock(parsed.block);
  if (parsed.kind === 'host-bits')
    refuseField('ipv6Prefix', 'prefix_host_bits', { given: prefix, corrected });
  const other = await findPrefixOver(ctx, parsed.block, serviceId ?? 0);
  if (!other) return;
  refuseField('ipv6Prefix', 'prefix_overlaps_service', {
    prefix: corrected,
    other: other.block,
    customer: other.customerName,
    service: String(other.serviceId),
  });
}
