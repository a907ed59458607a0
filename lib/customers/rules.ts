import type { CustomerStatus } from '@/lib/kit/words';

/** Which customer statuses may follow which. A new customer becomes active; nobody becomes new again. */
const nextStatuses: Readonly<Record<CustomerStatus, readonly CustomerStatus[]>> = {
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
