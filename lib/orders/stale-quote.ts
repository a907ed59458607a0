import { DomainError, type ErrorKey } from '@/lib/kit/errors';

const staleKeys: readonly ErrorKey[] = ['quote_changed', 'quote_expired', 'offer_gone'];

/** A refusal that a fresh look at the sheet answers: what was confirmed has changed, is gone, or is too old. */
export function isStaleQuote(error: unknown): boolean {
  return error instanceof DomainError && staleKeys.includes(error.key);
}
