import type { RouterRow } from '../driver';
import { exactOf } from '../exact-text';
import type { DesiredService } from './desired-service';

export type ProfileMenu = '/ppp/profile' | '/ip/hotspot/user/profile';

/**
 * The properties a managed profile copies from the operator's own one: all except name, rate and list, which are the
 * reason for the managed one. The value clears a property that the operator has cleared: null if RouterOS can unset it,
 * else the text that means none.
 */
export const keptProperties = {
  '/ppp/profile': {
    'local-address': null,
    'remote-address': null,
    'remote-ipv6-prefix-pool': 'none',
    'remote-ipv6-prefix-reuse': null,
    'dhcpv6-pd-pool': 'none',
    'dhcpv6-lease-time': null,
    'dhcpv6-use-radius': null,
    'dns-server': null,
    'wins-server': null,
    bridge: null,
    'bridge-horizon': null,
    'bridge-learning': 'default',
    'bridge-path-cost': null,
    'bridge-port-priority': null,
    'bridge-port-trusted': null,
    'bridge-port-vid': null,
    'interface-list': null,
    'incoming-filter': null,
    'outgoing-filter': null,
    'session-timeout': null,
    'idle-timeout': null,
    'use-ipv6': 'default',
    'use-mpls': 'default',
    'use-compression': 'default',
    'use-encryption': 'default',
    'use-upnp': 'default',
    'only-one': 'default',
    'change-tcp-mss': 'default',
    'parent-queue': null,
    'insert-queue-before': null,
    'queue-type': null,
    'on-up': '',
    'on-down': '',
  },
  '/ip/hotspot/user/profile': {
    'address-pool': 'none',
    'session-timeout': '0s',
    'idle-timeout': null,
    'keepalive-timeout': null,
    'status-autorefresh': '1m',
    'shared-users': '1',
    'add-mac-cookie': 'yes',
    'mac-cookie-timeout': null,
    'incoming-filter': '',
    'outgoing-filter': '',
    'incoming-packet-mark': '',
    'outgoing-packet-mark': '',
    'open-status-page': 'always',
    'transparent-proxy': 'no',
    'parent-queue': null,
    'insert-queue-before': null,
    'queue-type': null,
    'on-login': '',
    'on-logout': '',
  },
} as const satisfies Record<ProfileMenu, Record<string, string | null>>;

/**
 * Properties a walled-in login does not get from the profile: the garden's rules cover only IPv4 and its own list, so a
 * delegated prefix, a chain or a script of the operator could bypass them.
 */
const leftOutOfGarden: ReadonlySet<string> = new Set([
  'remote-ipv6-prefix-pool',
  'dhcpv6-pd-pool',
  'incoming-filter',
  'outgoing-filter',
  'on-up',
  'on-down',
  'on-login',
  'on-logout',
]);

/** How a shared row's property is cleared on the router. */
export function clearedValue(menu: string, property: string): string | null {
  if (property === 'address-list') return '';
  const kept: Record<string, Record<string, string | null>> = keptProperties;
  return kept[menu]?.[property] ?? null;
}

/**
 * Returns the operator's profile that a login uses, directly or through a managed copy; null when there is none. A
 * disabled login needs no profile.
 */
export function namedProfileOf({
  accessMethod,
  plan,
  status,
  isHere,
}: DesiredService): { menu: ProfileMenu; name: string } | null {
  const name = plan.routerProfile;
  if (name === null || !isHere || status === 'disabled') return null;
  if (accessMethod === 'pppoe') return { menu: '/ppp/profile', name };
  return accessMethod === 'hotspot' ? { menu: '/ip/hotspot/user/profile', name } : null;
}

/**
 * Returns the operator's profile that a managed one must replace, because the service is walled in or throttled; null
 * when there is none.
 */
export function ownProfileOf(service: DesiredService): { menu: ProfileMenu; name: string } | null {
  return service.status === 'stopped' || service.throttled ? namedProfileOf(service) : null;
}

/** Returns the values copied from the operator's profile; null for those it leaves open. */
export function keptAttributes(
  menu: ProfileMenu,
  own: RouterRow,
  { isWalled }: { isWalled: boolean },
): Record<string, string | null> {
  const isLeftOut = (name: string) => isWalled && leftOutOfGarden.has(name);
  const kept = Object.keys(keptProperties[menu]).map((name) => [
    name,
    isLeftOut(name) ? null : exactOf(own, name) || null,
  ]);
  return Object.fromEntries(kept);
}
