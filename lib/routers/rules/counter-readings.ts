import type { CounterKind } from '@/lib/kit/words';
import type { RouterRow } from '../driver';
import { ownerOf } from './rows';

/** Cumulative bytes of one session, or of one counter that outlives sessions. */
export type CounterReading = {
  login: string;
  /** The service a row of ours names; null where only the login is known. */
  serviceId: number | null;
  kind: CounterKind;
  /** Differs between two sessions of the same login. */
  sessionKey: string;
  /** How long the session has run; null where the router does not say, or the counter outlives sessions. */
  uptimeSeconds: number | null;
  /** The counter starts at zero with the router, whatever its key. */
  endsAtReboot?: boolean;
  /** Bytes to the customer. */
  downBytes: bigint;
  /** Bytes from the customer. */
  upBytes: bigint;
};

/** The queues of fixed addresses: ours by name, each named after its service. */
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
 * Static leases whose address comes from a pool are counted by the queue that their rate limit makes
 * while a client is bound. It carries no tag of ours, and releases name it differently, so it is found
 * by the address the client has now. Each binding and each change of terms makes a new queue, which
 * counts from zero: the row's id tells it from the one before. Leases of nobody are read too, so that a
 * service which takes one over does not pay for what flowed before.
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

/** The addresses of a queue's target, without the length that RouterOS adds to single hosts. */
export function targetsOf(queue: RouterRow): string[] {
  return (queue['target'] ?? '').split(',').map((target) => target.replace(/\/32$/, ''));
}

function isLeaseQueue(queue: RouterRow): boolean {
  return queue['dynamic'] === 'true' && (queue['name'] ?? '').startsWith('dhcp-');
}

/** `upload/download`, as everything about queues is written. */
function queueBytes(queue: RouterRow): { upBytes: bigint; downBytes: bigint } {
  const [up, down] = (queue['bytes'] ?? '').split('/');
  return { upBytes: toBytes(up), downBytes: toBytes(down) };
}

export function toBytes(text: string | undefined): bigint {
  return /^\d+$/.test(text ?? '') ? BigInt(text ?? 0) : 0n;
}
