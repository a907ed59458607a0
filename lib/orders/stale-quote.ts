import { DomainError } from '@/lib/kit/errors';

/** A refusal that a fresh look at the sheet answers: what was confirmed has changed, or is too old. */
export function isStaleQuote(error: unknown): boolean {
  return (
    error instanceof DomainError && (error.key === 'quote_changed' || error.key === 'quote_expired')
  );
}
