import type { RouterRow } from '../driver';
import { exactOf } from '../exact-text';
import type { DesiredService } from './desired-service';

export type ProfileMenu = '/ppp/profile' | '/ip/hotspot/user/profile';

/**
 * What a managed profile takes over from the operator's own one: all but the name, the rate and the list,
 * which are why there is a managed one. The value is how a property is cleared when the operator clears it:
 * null for one that RouterOS lets unset, else the text that stands for none.
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
 * What a walled-in login does not get although the profile gives it: the garden's rules know IPv4 and its
 * list alone, so a delegated prefix, a chain or a script of the operator could lead past them.
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
 * The profile of the operator that a login runs on, or that a managed one must stand in for; null when there is
 * none. A disabled login needs no profile to stay out.
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
 * The profile of the operator that a managed one must stand in for, because the service is walled in or
 * slowed down; null when there is none. With a fixed address only the list walls it in.
 */
export function ownProfileOf(service: DesiredService): { menu: ProfileMenu; name: string } | null {
  const isWalled = service.status === 'stopped' && service.address.mode !== 'permanent';
  return isWalled || service.throttled ? namedProfileOf(service) : null;
}

/** What of the operator's profile goes into the managed one; what it leaves open is null. */
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
