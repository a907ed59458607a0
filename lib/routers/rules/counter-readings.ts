import type { CounterKind } from '@/lib/kit/words';
import type { RouterRow } from '../driver';
import { ownerOf } from './rows';

/** Cumulative bytes of one session, or of one counter that outlives sessions. */
export type CounterReading = {
  login: string;
  /** The service named by a tagged row; null when only the login is known. */
  serviceId: number | null;
  kind: CounterKind;
  /** Differs between two sessions of the same login. */
  sessionKey: string;
  /** How long the session has run; null when the router does not report it, or the counter outlives sessions. */
  uptimeSeconds: number | null;
  /** The counter restarts at zero with the router, even under the same key. */
  endsAtReboot?: boolean;
  /** Bytes to the customer. */
  downBytes: bigint;
  /** Bytes from the customer. */
  upBytes: bigint;
};

/** Readings of the queues of fixed addresses: managed queues are found by name, which names their service. */
export function queueReadings(queues: readonly RouterRow[]): CounterReading[] {
  return queues.flatMap((queue) => {
    const name = queue['name'] ?? '';
    const serviceId = /^isp-(\d+)$/.exec(name)?.[1];
    if (serviceId === undefined) return [];
    const counters = { sessionKey: 'queue', uptimeSeconds: null, ...queueBytes(queue) };
    const owner = { login: name, serviceId: Number(serviceId) };
    return [{ ...owner, kind: 'queue' as const, endsAtReboot: true, ...counters }];
  });
}

/**
 * Readings of static leases with a pool address. They are counted by the queue that their rate limit creates while a
 * client is bound. That queue carries no tag of ours and releases name it differently, so it is found by the client's
 * current address. Each binding and each change of terms creates a new queue that counts from zero; the row's id tells
 * them apart. Leases without a service are read too, so that a service that adopts one does not pay for earlier
 * traffic.
 */
export function leaseReadings(
  leases: readonly RouterRow[],
  queues: readonly RouterRow[],
): CounterReading[] {
  const dynamic = queues.filter(isLeaseQueue);
  const byAddress = new Map<string, RouterRow[]>();
  for (const queue of dynamic) {
    for (const address of targetsOf(queue)) {
      byAddress.set(address, [...(byAddress.get(address) ?? []), queue]);
    }
  }
  return leases.flatMap((lease) => {
    const address = lease['active-address'] ?? '';
    const mac = (lease['active-mac-address'] ?? lease['mac-address'] ?? '').toUpperCase();
    if (lease['dynamic'] === 'true' || address === '' || mac === '') return [];
    const there = byAddress.get(address) ?? [];
    const queue = there.find(({ name = '' }) => name.toUpperCase().includes(mac)) ?? there[0];
    if (queue === undefined) return [];
    return [
      {
        login: `lease-${mac}`,
        serviceId: ownerOf(lease['comment']),
        kind: 'lease' as const,
        sessionKey: `lease ${address} ${queue['.id'] ?? ''}`,
        uptimeSeconds: null,
        endsAtReboot: true,
        ...queueBytes(queue),
      },
    ];
  });
}

/** Returns the addresses of a queue's target, without the prefix length that RouterOS adds to single hosts. */
export function targetsOf(queue: RouterRow): string[] {
  return (queue['target'] ?? '').split(',').map((target) => target.replace(/\/32$/, ''));
}

function isLeaseQueue(queue: RouterRow): boolean {
  return queue['dynamic'] === 'true' && (queue['name'] ?? '').startsWith('dhcp-');
}

/** Parses `upload/download`, the order of all queue values. */
function queueBytes(queue: RouterRow): { upBytes: bigint; downBytes: bigint } {
  const [up, down] = (queue['bytes'] ?? '').split('/');
  return { upBytes: toBytes(up), downBytes: toBytes(down) };
}

export function toBytes(text: string | undefined): bigint {
  return /^\d+$/.test(text ?? '') ? BigInt(text ?? 0) : 0n;
}
