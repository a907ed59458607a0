import type { DesiredService, RouterFacts } from './desired-service';
import { type ProfileChoice, profileOf, STOPPED_LIST } from './profiles';
import { type DesiredRow, ownershipMark, rowKeyOf, type ServiceMenu } from './rows';

/** Identity of a service that signs in with a name and a password; the caller checked the name. */
export type LoginIdentity = {
  login: string;
  /** Null if it is missing or unreadable: the row of the service then keeps the one it has on the router. */
  password: string | null;
};

export type LoginRows = Pick<ProfileChoice, 'missing' | 'warning'> & {
  rows: readonly DesiredRow[];
};

function loginRows(
  { name: _name, rows, ...lack }: ProfileChoice,
  own: readonly DesiredRow[],
): LoginRows {
  return { rows: [...rows, ...own], ...lack };
}

/** Rows of a PPPoE service: one secret, its profile, and an entry in the walled garden when stopped. */
export function pppoeRows(
  service: DesiredService,
  facts: RouterFacts,
  { login, password }: LoginIdentity,
): LoginRows {
  const profile = profileOf(service, facts, '/ppp/profile');
  const address = service.address.mode === 'permanent' ? service.address.address : null;
  const secret: DesiredRow = {
    menu: '/ppp/secret',
    key: login,
    ...passwordOf(password),
    attributes: {
      name: login,
      service: 'pppoe',
      ...profileAttribute(service, profile),
      'caller-id': service.macAddresses[0]?.toUpperCase() ?? '',
      'remote-address': address,
      // A walled-in session is reached over IPv4 alone; the list holds a prefix that is still in use.
      'remote-ipv6-prefix': service.status === 'stopped' ? null : service.ipv6Prefix,
      routes: address === null ? '' : pppRoutes(service.networks, address),
      disabled: service.status === 'disabled' ? 'yes' : 'no',
      comment: ownershipMark(service),
    },
  };
  return loginRows(profile, [secret, ...stoppedRows(service, facts)]);
}

/** Rows of a hotspot service: one user on every hotspot of the router. */
export function hotspotRows(
  service: DesiredService,
  facts: RouterFacts,
  { login, password }: LoginIdentity,
): LoginRows {
  const profile = profileOf(service, facts, '/ip/hotspot/user/profile');
  const user: DesiredRow = {
    menu: '/ip/hotspot/user',
    key: login,
    ...passwordOf(password),
    attributes: {
      name: login,
      ...profileAttribute(service, profile),
      'mac-address': service.macAddresses[0]?.toUpperCase() ?? null,
      address: service.address.mode === 'permanent' ? service.address.address : null,
      disabled: service.status === 'disabled' ? 'yes' : 'no',
      comment: ownershipMark(service),
    },
  };
  return loginRows(profile, [user, ...stoppedRows(service, facts)]);
}

function passwordOf(password: string | null): Pick<DesiredRow, 'password' | 'isOnlyChanged'> {
  return password ? { password } : { isOnlyChanged: true };
}

/**
 * A disabled login keeps its current profile if the operator may rename or remove that profile. A missing name would
 * make the router reject the whole write and leave the login enabled.
 */
function profileAttribute(
  { status, plan }: DesiredService,
  { name }: ProfileChoice,
): { profile?: string } {
  return status === 'disabled' && plan.routerProfile !== null ? {} : { profile: name };
}

/** The profile lists only the address of a session, and only while that session lasts. */
function stoppedRows(service: DesiredService, facts: RouterFacts): DesiredRow[] {
  return service.status === 'stopped' ? listRows(service, facts, STOPPED_LIST) : [];
}

/**
 * Puts the service's own address, the networks behind it and its IPv6 prefix on the address lists of that name. A router
 * without IPv6 has no list for a prefix, and routes none.
 */
export function listRows(
  service: DesiredService,
  { hasIpv6 = true }: RouterFacts,
  list: string,
): DesiredRow[] {
  const { address, networks, ipv6Prefix } = service;
  const own = address.mode === 'permanent' ? [address.address, ...networks] : [];
  const prefixes = ipv6Prefix === null || !hasIpv6 ? [] : [ipv6Prefix];
  const rowIn = (menu: ServiceMenu) => (block: string) => {
    const attributes = { list, address: block, disabled: 'no', comment: ownershipMark(service) };
    return { menu, key: rowKeyOf(menu, attributes), attributes };
  };
  return [
    ...own.map(rowIn('/ip/firewall/address-list')),
    ...prefixes.map(rowIn('/ipv6/firewall/address-list')),
  ];
}

/** The exact three-part form, because such a route exists only during the session. */
function pppRoutes(networks: readonly string[], gateway: string): string {
  return networks.map((network) => `${network} ${gateway} 1`).join(',');
}
