import type { DesiredService, RouterFacts } from './desired-service';
import { listRows } from './login-rows';
import {
  DISABLED_LIST,
  poolOf,
  poolRows,
  rateLimit,
  STOPPED_LIST,
  STOPPED_RATE,
  serviceRateLimit,
} from './profiles';
import { type DesiredRow, ownershipMark } from './rows';

/** Rows of a service without a login, identified by its address, its MAC address, or both. */
export function staticRows(service: DesiredService, facts: RouterFacts): DesiredRow[] {
  const { address } = service;
  return address.mode === 'permanent'
    ? fixedAddressRows(service, facts, address.address)
    : leaseOnlyRows(service, facts);
}

/**
 * A fixed address is limited and counted by its own queue, together with the networks behind it, and walled in by the
 * address list.
 */
function fixedAddressRows(
  service: DesiredService,
  facts: RouterFacts,
  address: string,
): DesiredRow[] {
  const tag = ownershipMark(service);
  const queue: DesiredRow = {
    menu: '/queue/simple',
    key: queueName(service.serviceId),
    attributes: {
      name: queueName(service.serviceId),
      target: [`${address}/32`, ...service.networks].join(','),
      ...queueLimits(service),
      disabled: 'no',
      comment: tag,
    },
  };
  const leases = service.macAddresses.slice(0, 1).map((mac) => leaseRow(service, mac, { address }));
  const routes = service.networks.map(
    (network): DesiredRow => ({
      menu: '/ip/route',
      key: network,
      attributes: {
        'dst-address': network,
        gateway: address,
        distance: '1',
        disabled: service.status === 'disabled' ? 'yes' : 'no',
        comment: tag,
      },
    }),
  );
  return [...leases, queue, ...routes, ...garden(service, facts)];
}

function garden(service: DesiredService, facts: RouterFacts): DesiredRow[] {
  const list = listOf(service.status);
  return list === '' ? [] : listRows(service, facts, list);
}

function listOf(status: DesiredService['status']) {
  if (status === 'stopped') return STOPPED_LIST;
  return status === 'disabled' ? DISABLED_LIST : '';
}

/**
 * More than any such line carries, and within the 32 bits of older releases. A lease without a rate limit gets no queue
 * from the router, and so no counter.
 */
const COUNTED_ONLY = '4G/4G';

/**
 * Without a fixed address the lease itself carries the rate and the list, and needs a pool. A cut client keeps its
 * address until it renews; until then the list drops its traffic.
 */
function leaseOnlyRows(service: DesiredService, facts: RouterFacts): DesiredRow[] {
  const pool = poolOf(service, facts);
  const [mac] = service.macAddresses;
  if (pool === null || mac === undefined) return [];
  const lease = leaseRow(service, mac, {
    address: pool.name,
    'rate-limit': serviceRateLimit(service) || COUNTED_ONLY,
    'address-lists': listOf(service.status),
  });
  return [...poolRows(pool), lease, ...garden(service, facts)];
}

function leaseRow(
  service: DesiredService,
  mac: string,
  attributes: Record<string, string>,
): DesiredRow {
  return {
    menu: '/ip/dhcp-server/lease',
    key: mac.toUpperCase(),
    attributes: {
      'mac-address': mac.toUpperCase(),
      ...attributes,
      'block-access': service.status === 'disabled' ? 'yes' : 'no',
      disabled: 'no',
      comment: ownershipMark(service),
    },
  };
}

function queueLimits({ status, plan, throttled }: DesiredService): Record<string, string> {
  const isWalled = status === 'stopped';
  const limit = isWalled ? STOPPED_RATE : rateLimit(throttled ? plan.slowSpeed : plan.speed);
  const priority = `${plan.priority}/${plan.priority}`;
  const none = { 'burst-limit': '0/0', 'burst-threshold': '0/0', 'burst-time': '0s/0s' };
  if (isWalled || throttled || plan.burst === null) {
    return { 'max-limit': limit || '0/0', priority, ...none };
  }
  const burst = rateLimit({
    up: plan.burst.up ?? plan.speed.up,
    down: plan.burst.down ?? plan.speed.down,
  });
  const { seconds } = plan.burst;
  return {
    'max-limit': limit || '0/0',
    priority,
    'burst-limit': burst,
    'burst-threshold': limit || '0/0',
    'burst-time': `${seconds}s/${seconds}s`,
  };
}

function queueName(serviceId: number): string {
  return `isp-${serviceId}`;
}
