import type { NetworkUsage } from '@/lib/kit/words';
import {
  type Block,
  countTaken,
  covers,
  isBroadcastAddress,
  isNetworkAddress,
  type Span,
  sizeOf,
  spanOf,
  usableSpan,
} from '../rules';

export type Reservation = Span & { note: string };
export type Pool = Span & { poolId: number; name: string };

/** The address plan of one network; assignments are stored with the services. */
export type NetworkPlan = {
  networkId: number;
  name: string;
  block: Block;
  usage: NetworkUsage;
  gateway: bigint | null;
  reservations: readonly Reservation[];
  pools: readonly Pool[];
};

export const addressStates = ['free', 'assigned', 'reserved', 'pool'] as const;
export type AddressState = (typeof addressStates)[number];

/** The planned use of one address, whether or not it is assigned. */
export type PlannedUse =
  | { kind: 'network' }
  | { kind: 'broadcast' }
  | { kind: 'gateway' }
  | { kind: 'reservation'; reservation: Reservation }
  | { kind: 'pool'; pool: Pool }
  /** In a pool network, but in no pool yet. */
  | { kind: 'spare' }
  | { kind: 'open' };

/** Returns the planned use of an address; `value` must lie in the network. */
export function plannedUse(plan: NetworkPlan, value: bigint): PlannedUse {
  if (isNetworkAddress(plan.block, value)) return { kind: 'network' };
  if (isBroadcastAddress(plan.block, value)) return { kind: 'broadcast' };
  if (plan.gateway === value) return { kind: 'gateway' };
  const here: Span = { first: value, last: value };
  const reservation = plan.reservations.find((one) => covers(one, here));
  if (reservation) return { kind: 'reservation', reservation };
  const pool = plan.pools.find((one) => covers(one, here));
  if (pool) return { kind: 'pool', pool };
  return { kind: plan.usage === 'pool' ? 'spare' : 'open' };
}

/** The state shown to staff: an assignment takes precedence over the planned use. */
export function stateOf(use: PlannedUse, isAssigned: boolean): AddressState {
  if (isAssigned) return 'assigned';
  switch (use.kind) {
    case 'network':
    case 'broadcast':
    case 'gateway':
    case 'reservation':
      return 'reserved';
    case 'pool':
      return 'pool';
    case 'spare':
    case 'open':
      return 'free';
  }
}

/** Returns the spans of the network that can never be permanently assigned to a service. */
export function keptSpans(plan: NetworkPlan): Span[] {
  const { first, last } = spanOf(plan.block);
  const usable = usableSpan(plan.block);
  return [
    ...(usable.first > first ? [{ first, last: first }] : []),
    ...(usable.last < last ? [{ first: last, last }] : []),
    ...(plan.gateway === null ? [] : [{ first: plan.gateway, last: plan.gateway }]),
    ...plan.reservations,
    ...plan.pools,
  ];
}

/** The share from which a pool counts as nearly full: the last tenth is used up within days of growth. */
const NEARLY_FULL_PERCENT = 90;

export type PoolFill = 'roomy' | 'nearly-full' | 'exhausted';

/** Every live service of a pool may be online at once, so each needs its own address. */
export function fillOf({ size, services }: { size: number; services: number }): PoolFill {
  if (services >= size) return services === 0 ? 'roomy' : 'exhausted';
  return services * 100 >= size * NEARLY_FULL_PERCENT ? 'nearly-full' : 'roomy';
}

export type StateCounts = {
  /** Addresses hosts can use: without network and broadcast address. */
  usable: number;
  assigned: number;
  reserved: number;
  pool: number;
  free: number;
};

/** Counts how the usable addresses of a network are used; live services have `assigned` of them. */
export function countStates(plan: NetworkPlan, assigned: number): StateCounts {
  const usable = usableSpan(plan.block);
  const gateway = plan.gateway === null ? [] : [{ first: plan.gateway, last: plan.gateway }];
  const size = Number(sizeOf(usable));
  const reserved = Number(countTaken(usable, [...gateway, ...plan.reservations]));
  const pool = Number(countTaken(usable, plan.pools));
  return { usable: size, assigned, reserved, pool, free: size - assigned - reserved - pool };
}

/** Cells on one page of a network's map. */
export const MAP_CELLS_MAX = 256;

/** Returns the addresses of one page of a network, counted from 0, and the number of pages. */
export function mapPage(block: Block, page: number): { span: Span; page: number; pages: number } {
  const whole = spanOf(block);
  const cells = BigInt(MAP_CELLS_MAX);
  const pages = Number((sizeOf(whole) + cells - 1n) / cells);
  const at = Math.min(Math.max(0, Math.trunc(page)), pages - 1);
  const first = whole.first + BigInt(at) * cells;
  const last = first + cells - 1n;
  return { span: { first, last: last < whole.last ? last : whole.last }, page: at, pages };
}

/** Returns the page of its network's map that shows an address. */
export function mapPageOf(block: Block, value: bigint): number {
  return Number((value - block.first) / BigInt(MAP_CELLS_MAX));
}
