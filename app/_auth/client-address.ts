import 'server-only';
import { isIP } from 'node:net';
import { env } from '@/lib/kit/env';

/**
 * The address for counting attempts and for the list of sessions. Behind a trusted proxy (`TRUST_PROXY`) it is the last
 * entry of `X-Forwarded-For`, written by the proxy; earlier entries are the client's own claim. Without a proxy, Next
 * writes the socket's address there unless the client sent the header, so it can be forged: that evades the limit per
 * address, but never the one per account.
 */
export function clientAddress(forwardedFor: string | null | undefined): string {
  const entries = (forwardedFor ?? '').split(',').map((entry) => entry.trim());
  const address = (env().TRUST_PROXY ? entries.at(-1) : entries[0]) ?? '';
  return isIP(address) === 0 ? 'unknown' : address;
}
