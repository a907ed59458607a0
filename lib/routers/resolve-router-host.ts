import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { env } from '@/lib/kit/env';
import { type AddressVerdict, judgeRouterAddress } from './rules/judge-router-address';

export type ResolvedHost =
  | { kind: 'resolved'; address: string }
  | { kind: 'refused'; verdict: Exclude<AddressVerdict, 'allowed'> }
  | { kind: 'unknown'; code: string };

/**
 * Resolves a router's host once. The caller dials the returned address, never the name, because a second lookup could
 * return an address that was not checked. Every address of a name must be allowed.
 */
export async function resolveRouterHost(host: string, isEncrypted: boolean): Promise<ResolvedHost> {
  const options = { allowsLoopback: env().ROUTER_ALLOW_LOOPBACK, isEncrypted };
  const found = await addressesOf(host);
  if (typeof found === 'string') return { kind: 'unknown', code: found };
  for (const address of found) {
    const verdict = judgeRouterAddress(address, options);
    if (verdict !== 'allowed') return { kind: 'refused', verdict };
  }
  const [address] = found;
  return address === undefined
    ? { kind: 'unknown', code: 'ENODATA' }
    : { kind: 'resolved', address };
}

/** Returns the addresses of a name, or the resolver's error code, because a missing name is an expected outcome. */
async function addressesOf(host: string): Promise<string[] | string> {
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EAI_FAIL';
  }
}
