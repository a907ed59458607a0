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
      // The walled garden knows IPv4 alone.
      'remote-ipv6-prefix': service.status === 'stopped' ? null : service.ipv6Prefix,
      routes: address === null ? '' : pppRoutes(service.networks, address),
      disabled: service.status === 'disabled' ? 'yes' : 'no',
      comment: ownershipMark(service),
    },
  };
  return loginRows(profile, [secret, ...stoppedRows(service)]);
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
  return loginRows(profile, [user, ...stoppedRows(service)]);
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

/** With a fixed address the session can stay, because the list alone moves it into the walled garden. */
function stoppedRows(service: DesiredService): DesiredRow[] {
  const isListed = service.status === 'stopped' && service.address.mode === 'permanent';
  return isListed ? listRows(service, STOPPED_LIST) : [];
}

/**
 * Puts the service's address and the networks behind it on an address list; empty while it has no address of its own.
 */
export function listRows(
  service: DesiredService,
  list: string,
): DesiredRow<'/ip/firewall/address-list'>[] {
  if (service.address.mode !== 'permanent') return [];
  return [service.address.address, ...service.networks].map((address) => {
    const attributes = { list, address, disabled: 'no', comment: ownershipMark(service) };
    const menu = '/ip/firewall/address-list' satisfies ServiceMenu;
    return { menu, key: rowKeyOf(menu, attributes), attributes };
  });
}

/** The exact three-part form, because such a route exists only during the session. */
function pppRoutes(networks: readonly string[], gateway: string): string {
  return networks.map((network) => `${network} ${gateway} 1`).join(',');
}
