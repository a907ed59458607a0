import { seal, unseal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { refuse } from '@/lib/kit/errors';
import { freezeQuote, thawQuote } from './frozen-quote';
import type { OrderRequest } from './order-input';
import type { FrozenQuote } from './quoted-order';

type Subject = { customerId: number; request: OrderRequest };

/**
 * Seals a quote for the confirm sheet: its contents can be neither read nor altered, and it opens only for
 * this customer and this request.
 */
export function sealQuote(subject: Subject, frozen: FrozenQuote): string {
  return seal(env().ENCRYPTION_KEYS, JSON.stringify(freezeQuote(frozen)), contextOf(subject));
}

/**
 * Opens a sealed quote.
 * @throws DomainError `quote_expired` if it is not valid, or too old to be read
 */
export function openQuote(subject: Subject, sealed: string): FrozenQuote {
  const frozen = findQuote(subject, sealed);
  if (!frozen) refuse('conflict', 'quote_expired');
  return frozen;
}

/** Opens a sealed quote; null if it is not valid. */
export function findQuote(subject: Subject, sealed: string): FrozenQuote | null {
  try {
    return thawQuote(JSON.parse(unseal(env().ENCRYPTION_KEYS, sealed, contextOf(subject))));
  } catch {
    // Forged, truncated, for another request, or sealed with a retired key: not a valid quote.
    return null;
  }
}

function contextOf({ customerId, request }: Subject): string {
  return `quote|${customerId}|${JSON.stringify(request)}`;
}
