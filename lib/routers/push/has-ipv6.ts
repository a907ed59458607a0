import { isMenuAbsent, type RouterConnection } from '../driver';
import type { DesiredService } from '../rules/desired-service';

/**
 * Whether the router has IPv6 menus, which RouterOS 6 has only with that package; true without asking when no row of
 * these services depends on it.
 * @throws RouterError when the connection is lost
 */
export async function hasIpv6(
  connection: RouterConnection,
  services: readonly DesiredService[],
): Promise<boolean> {
  if (!services.some(dependsOnIpv6)) return true;
  try {
    await connection.print('/ipv6/firewall/address-list', {
      fields: ['.id'],
      anyOf: [['list', '']],
    });
    return true;
  } catch (error) {
    if (isMenuAbsent(error)) return false;
    throw error;
  }
}

/** A walled-in PPPoE session is denied IPv6, and the prefix of an unpaid service is on a list. */
function dependsOnIpv6({ status, accessMethod, ipv6Prefix }: DesiredService): boolean {
  if (status === 'stopped') return accessMethod === 'pppoe' || ipv6Prefix !== null;
  return status === 'disabled' && ipv6Prefix !== null;
}
