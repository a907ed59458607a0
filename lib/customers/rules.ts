import type { AddressKind, CustomerStatus, HoldReason, ServiceStatus } from '@/lib/kit/words';
import { holdOfCustomerStatus, type ServiceState, statusOf } from '@/lib/services/rules';

/** Allowed status transitions of a customer. A new customer becomes active; `new` cannot be reached again. */
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

/** Only active customers can get a new service. */
export function canTakeService(status: CustomerStatus): boolean {
  return status === 'active';
}

/** How many live services a change of status would affect, by their new status. */
export type StatusImpact = {
  stopped: number;
  /** Active, or active until a limit of their own applies. */
  resumed: number;
  /** Unchanged, because other holds apply. */
  unmoved: number;
};

/** Computes what `changeCustomerStatus` would do to these services, from the same table of holds. */
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

/** Addresses subscribers may change themselves; the installation address is for staff. */
export const ownAddressKinds = ['billing', 'postal'] as const satisfies readonly AddressKind[];

export function isOwnAddressKind(kind: AddressKind): boolean {
  return ownAddressKinds.some((own) => own === kind);
}
