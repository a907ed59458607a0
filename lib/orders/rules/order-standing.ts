import type { DomainError } from '@/lib/kit/errors';

/** Whether a waiting order can still be bought. */
export type OrderStanding =
  /** If paid now, it is bought as confirmed. */
  | { kind: 'holds' }
  /** `was` is the confirmed quote, sealed as on its sheet; null if unknown. */
  | { kind: 'changed'; was: string | null }
  | { kind: 'gone' }
  | { kind: 'impossible'; error: DomainError };
