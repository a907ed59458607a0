import { refuseField } from '@/lib/kit/errors';
import type { Fault } from './rules/faults';

/**
 * Refuses the given fault, if any.
 * @throws DomainError `invalid-input` at the fault's field
 */
export function refuseFault(fault: Fault | null): void {
  if (fault) refuseField(fault.field, fault.key, fault.params);
}
