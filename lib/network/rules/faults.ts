import type { ErrorKey } from '@/lib/kit/errors';
import {
  type Block,
  covers,
  type Family,
  formatAddress,
  formatBlock,
  formatSpan,
  isBroadcastAddress,
  isNetworkAddress,
  overlaps,
  type Span,
  spanOf,
} from '../rules';
import type { NetworkPlan, Pool, Reservation } from './plan';

/** A refusal before it is thrown: the field, the message key and its parameters. */
export type Fault = {
  field: string;
  key: ErrorKey;
  params: Record<string, string>;
};

const FAMILY: Family = 4;

/** A network larger than a /8 is a typing error: no operator owns one. */
const PREFIX_MIN = 8;

type Layout = Pick<NetworkPlan, 'block' | 'gateway' | 'reservations'>;

/** Returns the first fault within a network itself. */
export function findLayoutFault({ block, gateway, reservations }: Layout): Fault | null {
  const network = formatBlock(block);
  if (block.family !== 4) return { field: 'cidr', key: 'network_not_ipv4', params: { network } };
  if (block.prefix < PREFIX_MIN)
    return { field: 'cidr', key: 'network_too_large', params: { network } };
  return (
    (gateway === null ? null : findGatewayFault(block, gateway)) ??
    findReservationFault(block, reservations)
  );
}

function findGatewayFault(block: Block, value: bigint): Fault | null {
  const params = { gateway: formatAddress({ family: FAMILY, value }), network: formatBlock(block) };
  const fault = (key: ErrorKey): Fault => ({ field: 'gateway', key, params });
  if (!covers(spanOf(block), { first: value, last: value })) return fault('gateway_outside');
  if (isNetworkAddress(block, value)) return fault('gateway_is_network');
  if (isBroadcastAddress(block, value)) return fault('gateway_is_broadcast');
  return null;
}

function findReservationFault(block: Block, reservations: readonly Reservation[]): Fault | null {
  for (const [index, one] of reservations.entries()) {
    const field = `reservations.${index}.first`;
    const range = formatSpan(FAMILY, one);
    if (one.last < one.first) return { field, key: 'range_backwards', params: endsOf(one) };
    if (!covers(spanOf(block), one)) {
      return { field, key: 'range_outside', params: { range, network: formatBlock(block) } };
    }
    const other = reservations.slice(0, index).find((earlier) => overlaps(earlier, one));
    if (other) {
      return {
        field,
        key: 'ranges_overlap',
        params: { range, other: formatSpan(FAMILY, other) },
      };
    }
  }
  return null;
}

/** Returns what is wrong with a pool's range in its network; `others` are all other pools. */
export function findPoolFault(
  plan: NetworkPlan,
  range: Span,
  others: readonly Pick<Pool, 'first' | 'last' | 'name'>[],
): Fault | null {
  const text = formatSpan(FAMILY, range);
  const network = formatBlock(plan.block);
  const fault = (key: ErrorKey, params: Record<string, string>): Fault => ({
    field: 'firstAddress',
    key,
    params,
  });
  if (plan.usage !== 'pool') {
    const params = { name: plan.name };
    return { field: 'networkId', key: 'pool_network_is_permanent', params };
  }
  if (range.last < range.first) return fault('range_backwards', endsOf(range));
  if (!covers(spanOf(plan.block), range)) return fault('range_outside', { range: text, network });
  const kept = findKeptIn(plan, range);
  if (kept) return fault(kept.key, { range: text, network, ...kept.params });
  const other = others.find((one) => overlaps(one, range));
  if (!other) return null;
  const params = { range: text, name: other.name, other: formatSpan(FAMILY, other) };
  return fault('pool_overlaps_pool', params);
}

function findKeptIn(
  plan: NetworkPlan,
  range: Span,
): { key: ErrorKey; params: Record<string, string> } | null {
  const holds = (value: bigint) => covers(range, { first: value, last: value });
  const { first, last } = spanOf(plan.block);
  if (isNetworkAddress(plan.block, first) && holds(first))
    return { key: 'pool_over_network', params: {} };
  if (isBroadcastAddress(plan.block, last) && holds(last))
    return { key: 'pool_over_broadcast', params: {} };
  if (plan.gateway !== null && holds(plan.gateway)) {
    const gateway = formatAddress({ family: FAMILY, value: plan.gateway });
    return { key: 'pool_over_gateway', params: { gateway } };
  }
  const reserved = plan.reservations.find((one) => overlaps(one, range));
  if (!reserved) return null;
  return { key: 'pool_over_reserved', params: { other: formatSpan(FAMILY, reserved) } };
}

function endsOf({ first, last }: Span): Record<string, string> {
  return {
    first: formatAddress({ family: FAMILY, value: first }),
    last: formatAddress({ family: FAMILY, value: last }),
  };
}
