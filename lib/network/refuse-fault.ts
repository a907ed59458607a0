import { refuseField } from '@/lib/kit/errors';
import type { Fault } from './rules/faults';

/** @throws DomainError `invalid-input` at the fault's field; nothing when there is none */
export function refuseFault(fault: Fault | null): void {
  if (fault) refuseField(fault.field, fault.key, fault.params);
}
