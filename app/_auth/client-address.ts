import 'server-only';
import { isIP } from 'node:net';
import { env } from '@/lib/kit/env';

/**
 * The address to count attempts by and to show in the list of sessions. Behind a trusted proxy
 * (`TRUST_PROXY`) it is the last entry of `X-Forwarded-For`, which the proxy wrote; earlier ones are the
 * sender's own claim. Without a proxy Next writes the socket's address there unless the sender did, so it
 * can be forged: that evades the limit by address, never the one by account.
 */
export function clientAddress(forwardedFor: string | null | undefined): string {
  const entries = (forwardedFor ?? '').split(',').map((entry) => entry.trim());
  const address = (env().TRUST_PROXY ? entries.at(-1) : entries[0]) ?? '';
  return isIP(address) === 0 ? 'unknown' : address;
}
