import { isMenuAbsent, type RouterConnection, type RouterMatch } from '../driver';
import { keptProperties, type ProfileMenu } from '../rules/own-profiles';
import {
  type ActualRow,
  type DesiredRow,
  isSharedMenu,
  ownershipTag,
  type RouterMenu,
  serviceMenus,
  sharedMenus,
  toActualRow,
} from '../rules/rows';

/** Includes the fields that a managed profile copies from an operator's own one. */
export function profileFields(menu: ProfileMenu): readonly string[] {
  return ['name', 'rate-limit', 'address-list', ...Object.keys(keptProperties[menu])];
}

/** Columns our rows can have; without a list, the router also computes slow counters. */
const fields: Record<RouterMenu, readonly string[]> = {
  '/ip/pool': ['name', 'ranges'],
  '/ppp/profile': profileFields('/ppp/profile'),
  '/ip/hotspot/user/profile': profileFields('/ip/hotspot/user/profile'),
  '/ppp/secret': [
    'name',
    'service',
    'password',
    'profile',
    'caller-id',
    'remote-address',
    'remote-ipv6-prefix',
    'routes',
    'disabled',
    'comment',
  ],
  '/ip/hotspot/user': [
    'name',
    'server',
    'password',
    'profile',
    'mac-address',
    'address',
    'disabled',
    'comment',
    'dynamic',
  ],
  '/ip/dhcp-server/lease': [
    'mac-address',
    'address',
    'server',
    'rate-limit',
    'address-lists',
    'block-access',
    'disabled',
    'comment',
    'dynamic',
  ],
  '/queue/simple': [
    'name',
    'target',
    'max-limit',
    'burst-limit',
    'burst-threshold',
    'burst-time',
    'priority',
    'disabled',
    'comment',
    'dynamic',
  ],
  '/ip/route': ['dst-address', 'gateway', 'distance', 'disabled', 'comment', 'dynamic'],
  '/ip/firewall/address-list': ['list', 'address', 'disabled', 'comment', 'dynamic'],
  '/ipv6/firewall/address-list': ['list', 'address', 'disabled', 'comment', 'dynamic'],
};

/** The printed property whose exact text finds a row by its key. */
const keyProperty: Record<RouterMenu, string> = {
  '/ip/pool': 'name',
  '/ppp/profile': 'name',
  '/ip/hotspot/user/profile': 'name',
  '/ppp/secret': 'name',
  '/ip/hotspot/user': 'name',
  '/ip/dhcp-server/lease': 'mac-address',
  '/queue/simple': 'name',
  '/ip/route': 'dst-address',
  '/ip/firewall/address-list': 'address',
  '/ipv6/firewall/address-list': 'address',
};

/** Beyond this many matches, printing everything costs the router less than testing every row for each match. */
const MATCHES_MAX = 128;

export type Lookup = {
  serviceId: number;
  rows: readonly (Pick<DesiredRow, 'menu' | 'key'> & Partial<DesiredRow>)[];
};

/** Reads every row that could belong to these services: rows with their tag and rows with their keys. */
export async function readActual(
  connection: RouterConnection,
  lookups: readonly Lookup[],
): Promise<ActualRow[]> {
  const wanted = lookups.flatMap(({ rows }) => rows);
  const tags = lookups.map(({ serviceId }): RouterMatch => ['comment', ownershipTag(serviceId)]);
  const menus = [...sharedMenus, ...serviceMenus].filter(
    // Few services have IPv6 rows, and a router spends as long on an empty print as on any other.
    (menu) => !menu.startsWith('/ipv6/') || wanted.some((row) => row.menu === menu),
  );
  const prints = menus.map((menu) => {
    const keys = wanted.filter((row) => row.menu === menu).flatMap(matchesOf);
    const matches = isSharedMenu(menu) ? keys : [...tags, ...keys];
    return printMenu(connection, menu, matches.length > MATCHES_MAX ? null : matches);
  });
  return (await Promise.all(prints)).flat();
}

/** Reads the shared rows with these keys. */
export async function readShared(
  connection: RouterConnection,
  rows: Lookup['rows'],
): Promise<ActualRow[]> {
  const prints = sharedMenus.map((menu) =>
    printMenu(connection, menu, rows.filter((row) => row.menu === menu).flatMap(matchesOf)),
  );
  return (await Promise.all(prints)).flat();
}

/** Reads everything a reconcile compares; with `between`, one menu at a time. */
export async function readAll(
  connection: RouterConnection,
  between?: () => Promise<unknown>,
): Promise<ActualRow[]> {
  const menus = [...sharedMenus, ...serviceMenus];
  if (between === undefined) {
    return (await Promise.all(menus.map((menu) => printMenu(connection, menu, null)))).flat();
  }
  const rows: ActualRow[] = [];
  for (const menu of menus) {
    rows.push(...(await printMenu(connection, menu, null)));
    await between();
  }
  return rows;
}

/** A router accepts each address in one lease only, so a lease with the same address also conflicts. */
function matchesOf({ menu, key, attributes }: Lookup['rows'][number]): RouterMatch[] {
  const value = menu.endsWith('/address-list') ? (key.split(' ')[1] ?? '') : key;
  const address = menu === '/ip/dhcp-server/lease' ? attributes?.['address'] : undefined;
  const match: RouterMatch = [keyProperty[menu], value];
  return address ? [match, ['address', address]] : [match];
}

async function printMenu(
  connection: RouterConnection,
  menu: RouterMenu,
  matches: readonly RouterMatch[] | null,
): Promise<ActualRow[]> {
  try {
    const rows = await connection.print(menu, {
      fields: ['.id', ...fields[menu]],
      ...(matches === null ? {} : { anyOf: matches }),
    });
    return rows
      .filter((row) => row['dynamic'] !== 'true')
      .map((values) => toActualRow(menu, values));
  } catch (error) {
    // A package that is not installed has no menu, and so none of our rows.
    if (isMenuAbsent(error)) return [];
    throw error;
  }
}
