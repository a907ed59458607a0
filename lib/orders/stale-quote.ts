import { DomainError, type ErrorKey } from '@/lib/kit/errors';

const staleKeys: readonly ErrorKey[] = ['quote_changed', 'quote_expired', 'offer_gone'];

/**
 * Returns whether a refusal means that a new confirm sheet is needed: the confirmed quote has changed, is
 * gone or has expired.
 */
export function isStaleQuote(error: unknown): boolean {
  return error instanceof DomainError && staleKeys.includes(error.key);
}
