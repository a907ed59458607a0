import type { StopRules } from '@/lib/kit/router-words';
import {
  isMenuAbsent,
  type RouterConnection,
  RouterError,
  type RouterMatch,
  type RouterRow,
} from './driver';
import {
  type LookedMenu,
  profileMenus,
  type RouterLook,
  type SeenRow,
  shownProperties,
  toDeviceKey,
} from './rules/look';
import { place } from './rules/plan-changes';
import { judgeStopRules } from './rules/preflight';
import { DISABLED_LIST, STOPPED_LIST } from './rules/profiles';
import { toActualRow } from './rules/rows';

type Look = {
  fields: readonly string[];
  anyOf?: readonly RouterMatch[];
};

const ourLists: Look = {
  fields: ['list', 'address', 'comment', 'dynamic'],
  anyOf: [
    ['list', STOPPED_LIST],
    ['list', DISABLED_LIST],
  ],
};

/** Routes are left out because a router may have a whole table of them. Foreign address lists are not read. */
const looks: Record<LookedMenu, Look> = {
  '/ppp/secret': { fields: ['name', 'comment'] },
  '/ip/hotspot/user': { fields: ['name', 'comment', 'dynamic'] },
  '/ip/dhcp-server/lease': { fields: ['mac-address', 'comment', 'dynamic'] },
  '/queue/simple': { fields: ['name', 'comment', 'dynamic'] },
  '/ip/firewall/address-list': ourLists,
  '/ipv6/firewall/address-list': ourLists,
};

/** Reads the identity of a router and our rows on it, from only the menus that contain our rows. */
export async function lookAtRouter(
  connection: RouterConnection,
  menus: readonly LookedMenu[],
): Promise<RouterLook> {
  const [deviceKey, stopRules, profiles, ...printed] = await Promise.all([
    readDeviceKey(connection),
    readStopRules(connection),
    printProfiles(connection, menus),
    ...menus.map((menu) => printOurs(connection, menu)),
  ]);
  return { deviceKey, stopRules, profiles: new Set(profiles), rows: new Map(printed.flat()) };
}

/** Two small reads: of all the rules of a router, only those of our list. */
async function readStopRules(connection: RouterConnection): Promise<StopRules | null> {
  const [firewallRules, ipv6Rules] = await Promise.all([
    printStopRules(connection, '/ip/firewall/filter'),
    printStopRules(connection, '/ipv6/firewall/filter'),
  ]);
  return judgeStopRules({
    firewallRules: firewallRules === 'absent' ? null : firewallRules,
    ipv6Rules,
  });
}

async function printStopRules(connection: RouterConnection, menu: string) {
  try {
    return await connection.print(menu, {
      fields: ['action', 'src-address-list', 'disabled'],
      where: { 'src-address-list': STOPPED_LIST },
    });
  } catch (error) {
    if (!(error instanceof RouterError) || error.kind !== 'trap') throw error;
    return isMenuAbsent(error) ? ('absent' as const) : null;
  }
}

async function printOurs(
  connection: RouterConnection,
  menu: LookedMenu,
): Promise<(readonly [string, SeenRow])[]> {
  const { fields, ...matches } = looks[menu];
  const rows = await printIfThere(connection, menu, {
    ...matches,
    fields: [...fields, ...shownProperties[menu]],
  });
  return rows.flatMap((values) => {
    const { key, ownerId } = toActualRow(menu, values);
    return ownerId === null ? [] : [[place(menu, key), { ownerId, values }] as const];
  });
}

async function printProfiles(
  connection: RouterConnection,
  menus: readonly LookedMenu[],
): Promise<string[]> {
  const printed = menus.map(async (menu) => {
    if (menu !== '/ppp/secret' && menu !== '/ip/hotspot/user') return [];
    const profiles = profileMenus[menu];
    const rows = await printIfThere(connection, profiles, { fields: ['name'] });
    return rows.map(({ name = '' }) => place(profiles, name));
  });
  return (await Promise.all(printed)).flat();
}

/** The identity of the hardware: its serial number and the id of its licence, as far as they can be read. */
export async function readDeviceKey(connection: RouterConnection): Promise<string | null> {
  const [[board], [license]] = await Promise.all([
    printIfAllowed(connection, '/system/routerboard'),
    printIfAllowed(connection, '/system/license'),
  ]);
  return toDeviceKey({
    serial: board?.['serial-number'],
    licence: license?.['software-id'] ?? license?.['system-id'],
  });
}

async function printIfAllowed(connection: RouterConnection, path: string): Promise<RouterRow[]> {
  try {
    return await connection.print(path);
  } catch (error) {
    if (error instanceof RouterError && error.kind === 'trap') return [];
    throw error;
  }
}

/** A package that is not installed has no menu, and so none of our rows. */
async function printIfThere(
  connection: RouterConnection,
  menu: string,
  look: Look,
): Promise<RouterRow[]> {
  try {
    return await connection.print(menu, look);
  } catch (error) {
    if (isMenuAbsent(error)) return [];
    throw error;
  }
}
