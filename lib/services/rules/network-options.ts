import type { ErrorKey } from '@/lib/kit/errors';
import type { NetworkOptions } from '../service-input';
import { writeMac } from './mac-address';

export type NetworkFault = { field: keyof NetworkOptions; key: ErrorKey };

/** Returns the first conflict among the network options, with its field. */
export function findNetworkFault(network: NetworkOptions): NetworkFault | null {
  const { accessMethod, login, ipv4Mode, ipv4Address, ipv4PoolId, additionalNetworks } = network;
  if ((accessMethod === 'pppoe' || accessMethod === 'hotspot') && !login)
    return { field: 'login', key: 'login_required' };
  if (ipv4Mode === 'permanent' && !ipv4Address)
    return { field: 'ipv4Address', key: 'address_required' };
  if (ipv4Mode !== 'permanent' && ipv4Address) {
    return { field: 'ipv4Address', key: 'address_needs_permanent' };
  }
  if (ipv4Mode !== 'permanent' && additionalNetworks.length > 0) {
    return { field: 'additionalNetworks', key: 'networks_need_permanent' };
  }
  if (ipv4Mode !== 'dynamic' && ipv4PoolId !== null)
    return { field: 'ipv4PoolId', key: 'pool_needs_dynamic' };
  if (network.removesPassword && network.password !== null)
    return { field: 'password', key: 'password_set_and_removed' };
  return null;
}

/** Returns the network options stored in the service's own row. */
export function networkColumns(network: NetworkOptions) {
  const { additionalNetworks: _networks, password: _password, ...rest } = network;
  const { removesPassword: _removes, macAddresses, ...columns } = rest;
  return { ...columns, macAddresses: normaliseMacs(macAddresses) };
}

/** Normalises MAC addresses to RouterOS format: upper case with colons, deduplicated, in the given order. */
export function normaliseMacs(macs: readonly string[]): string[] {
  return [...new Set(macs.map(writeMac))];
}

/** Proposes a login for a service bought in the portal: short, stable, without personal data. */
export function proposeLogin(customerId: number, taken: ReadonlySet<string>): string {
  const base = `c${customerId}`;
  for (let suffix = 1; ; suffix += 1) {
    const login = suffix === 1 ? base : `${base}-${suffix}`;
    if (!taken.has(login)) return login;
  }
}
