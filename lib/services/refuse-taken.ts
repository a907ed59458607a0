import { constraintOf } from '@/db/constraint-of';
import { refuse, refuseField } from '@/lib/kit/errors';
import type { NetworkOptions } from './service-input';

/**
 * Turns a unique violation into a refusal at the form field: under concurrency, only the constraint decides,
 * not an earlier read. Any other error is rethrown unchanged.
 */
export function refuseTaken(
  error: unknown,
  network: Pick<NetworkOptions, 'login' | 'ipv4Address' | 'additionalNetworks' | 'ipv6Prefix'>,
): never {
  const constraint = constraintOf(error);
  if (constraint === 'services_login_live_key')
    refuseField('login', 'login_taken', { login: network.login ?? '' });
  if (constraint === 'services_ipv4_address_live_key') {
    refuseField('ipv4Address', 'address_taken', { address: network.ipv4Address ?? '' });
  }
  if (constraint === 'service_networks_network_excl') {
    refuseField('additionalNetworks', 'network_overlaps', {
      network: network.additionalNetworks.join(', '),
    });
  }
  if (constraint === 'services_ipv6_prefix_live_excl') {
    refuseField('ipv6Prefix', 'prefix_taken', { prefix: network.ipv6Prefix ?? '' });
  }
  // One form was submitted twice at once, for two customers; the second submission finds the key taken.
  if (constraint === 'services_order_id_key') refuse('conflict', 'form_reused');
  throw error;
}
