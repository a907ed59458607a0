import type { AddressKind, CustomerStatus, HoldReason, ServiceStatus } from '@/lib/kit/words';
import { holdOfCustomerStatus, type ServiceState, statusOf } from '@/lib/services/rules';

/** Which customer statuses may follow which. A new customer becomes active; nobody becomes new again. */
const nextStatuses: Record<CustomerStatus, readonly CustomerStatus[]> = {
  new: ['active', 'inactive'],
  active: ['blocked', 'inactive'],
  blocked: ['active', 'inactive'],
  inactive: ['active'],
};

export function canBecome(from: CustomerStatus, to: CustomerStatus): boolean {
  return nextStatuses[from].includes(to);
}

export function statusesAfter(from: CustomerStatus): readonly CustomerStatus[] {
  return nextStatuses[from];
}

/** A service can be added only to an active customer. */
export function canTakeService(status: CustomerStatus): boolean {
  return status === 'active';
}

/** How many live services a change of status would move, by what they become. */
export type StatusImpact = {
  stopped: number;
  /** Back to work: active, or active but for a limit of their own. */
  resumed: number;
  /** Not moved: other holds decide about them. */
  unmoved: number;
};

/** What `changeCustomerStatus` would do to these services, by the same table of holds. */
export function impactOf(services: readonly ServiceState[], to: CustomerStatus): StatusImpact {
  const impact: StatusImpact = { stopped: 0, resumed: 0, unmoved: 0 };
  for (const service of services)
    impact[moveOf(statusOf(service), statusOf(after(service, to)))] += 1;
  return impact;
}

function moveOf(from: ServiceStatus, to: ServiceStatus): keyof StatusImpact {
  if (from === to) return 'unmoved';
  return to === 'stopped' ? 'stopped' : 'resumed';
}

function after({ holds, isArchived }: ServiceState, to: CustomerStatus): ServiceState {
  const own = holds.filter(
    (reason) => reason !== 'customer_inactive' && reason !== 'customer_blocked',
  );
  const hold: HoldReason | null = holdOfCustomerStatus[to];
  return { isArchived, holds: hold ? [...own, hold] : own };
}

/** The addresses a subscriber changes themselves; where a service is installed is the operator's to know. */
export const ownAddressKinds = ['billing', 'postal'] as const satisfies readonly AddressKind[];

export function isOwnAddressKind(kind: AddressKind): boolean {
  return ownAddressKinds.some((own) => own === kind);
}
