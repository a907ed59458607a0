import type { DomainError } from '@/lib/kit/errors';

/** What became of the offer of an order that waits for its money. */
export type OrderStanding =
  /** Paid for now, it is bought as it was confirmed. */
  | { kind: 'holds' }
  /** `was` is what was confirmed, as its sheet carried it; null where that is not known. */
  | { kind: 'changed'; was: string | null }
  | { kind: 'gone' }
  | { kind: 'impossible'; error: DomainError };
