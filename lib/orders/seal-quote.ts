import { seal, unseal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { refuse } from '@/lib/kit/errors';
import { freezeQuote, thawQuote } from './frozen-quote';
import type { OrderRequest } from './order-input';
import type { FrozenQuote } from './quoted-order';

type Subject = { customerId: number; request: OrderRequest };

/**
 * The quote as the confirm sheet carries it: neither its moment nor its promise nor what executing it takes can be
 * read or altered, and it opens for this customer and this request alone.
 */
export function sealQuote(subject: Subject, frozen: FrozenQuote): string {
  return seal(env().ENCRYPTION_KEYS, JSON.stringify(freezeQuote(frozen)), contextOf(subject));
}

/** What a sheet of ours showed. @throws DomainError for anything else, as for a quote of long ago */
export function openQuote(subject: Subject, sealed: string): FrozenQuote {
  const frozen = findQuote(subject, sealed);
  if (!frozen) refuse('conflict', 'quote_expired');
  return frozen;
}

/** Null for anything else than a sheet of ours. */
export function findQuote(subject: Subject, sealed: string): FrozenQuote | null {
  try {
    return thawQuote(JSON.parse(unseal(env().ENCRYPTION_KEYS, sealed, contextOf(subject))));
  } catch {
    // Forged, cut short, another request's, or of a key that is gone: whatever it is, it is no quote of ours.
    return null;
  }
}

function contextOf({ customerId, request }: Subject): string {
  return `quote|${customerId}|${JSON.stringify(request)}`;
}
