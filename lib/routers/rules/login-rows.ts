import type { DesiredService, RouterFacts } from './desired-service';
import { type ProfileChoice, profileOf, STOPPED_LIST } from './profiles';
import { type DesiredRow, ownershipMark, rowKeyOf, type ServiceMenu } from './rows';

/** Identity of a service that signs in with a name and a password; the caller checked both. */
export type LoginIdentity = {
  login: string;
  password: string;
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
    password,
    attributes: {
      name: login,
      service: 'pppoe',
      ...profileAttribute(service, profile),
      'caller-id': service.macAddresses[0]?.toUpperCase() ?? '',
      'remote-address': address,
      'remote-ipv6-prefix': service.ipv6Prefix,
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
    password,
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
  return isListed ? listRow(service, STOPPED_LIST) : [];
}

/** Puts the service's address on an address list; empty while it has no address of its own. */
export function listRow(
  service: DesiredService,
  list: string,
): DesiredRow<'/ip/firewall/address-list'>[] {
  if (service.address.mode !== 'permanent') return [];
  const attributes = {
    list,
    address: service.address.address,
    disabled: 'no',
    comment: ownershipMark(service),
  };
  const menu = '/ip/firewall/address-list' satisfies ServiceMenu;
  return [{ menu, key: rowKeyOf(menu, attributes), attributes }];
}

/** The exact three-part form, because such a route exists only during the session. */
function pppRoutes(networks: readonly string[], gateway: string): string {
  return networks.map((network) => `${network} ${gateway} 1`).join(',');
}
