import { type RouterConnection, RouterError, type RouterMatch, type RouterRow } from './driver';
import type { RouterLook } from './rules/look';
import { place } from './rules/plan-changes';
import { DISABLED_LIST, STOPPED_LIST } from './rules/profiles';
import { type ServiceMenu, toActualRow } from './rules/rows';

interface LookedMenu {
  readonly fields: readonly string[];
  readonly anyOf?: readonly RouterMatch[];
}

/** Routes are left out: a router may hold a whole table of them. Of foreign address lists nothing is read. */
const MENUS: Readonly<Partial<Record<ServiceMenu, LookedMenu>>> = {
  '/ppp/secret': { fields: ['name', 'comment'] },
  '/ip/hotspot/user': { fields: ['name', 'comment', 'dynamic'] },
  '/ip/dhcp-server/lease': { fields: ['mac-address', 'comment', 'dynamic'] },
  '/queue/simple': { fields: ['name', 'comment', 'dynamic'] },
  '/ip/firewall/address-list': {
    fields: ['list', 'address', 'comment', 'dynamic'],
    anyOf: [
      ['list', STOPPED_LIST],
      ['list', DISABLED_LIST],
    ],
  },
};

export function isLookedAt(menu: string): menu is ServiceMenu {
  return menu in MENUS;
}

/** Who a router is and which of our rows it shows. Only the menus that have rows of ours are read. */
export async function lookAtRouter(
  connection: RouterConnection,
  menus: readonly ServiceMenu[],
): Promise<RouterLook> {
  const [deviceKey, ...printed] = await Promise.all([
    readDeviceKey(connection),
    ...menus.map((menu) => printOurs(connection, menu)),
  ]);
  return { deviceKey, rows: new Map(printed.flat()) };
}

async function printOurs(
  connection: RouterConnection,
  menu: ServiceMenu,
): Promise<(readonly [string, number])[]> {
  const look = MENUS[menu];
  if (look === undefined) return [];
  const rows = await printIfThere(connection, menu, look);
  return rows.flatMap((values) => {
    const { key, ownerId } = toActualRow(menu, values);
    return ownerId === null ? [] : [[place(menu, key), ownerId] as const];
  });
}

/** What names the hardware: its serial number, else the id its licence is bound to. */
export async function readDeviceKey(connection: RouterConnection): Promise<string | null> {
  const [[board], [license]] = await Promise.all([
    printIfAllowed(connection, '/system/routerboard'),
    printIfAllowed(connection, '/system/license'),
  ]);
  const serial = board?.['serial-number'];
  const id = license?.['software-id'] ?? license?.['system-id'];
  if (serial) return `serial ${serial}`;
  return id ? `licence ${id}` : null;
}

async function printIfAllowed(connection: RouterConnection, path: string): Promise<RouterRow[]> {
  try {
    return await connection.print(path);
  } catch (error) {
    if (error instanceof RouterError && error.kind === 'trap') return [];
    throw error;
  }
}

/** A package that is not installed has no menu, and so no rows of ours. */
async function printIfThere(
  connection: RouterConnection,
  menu: ServiceMenu,
  look: LookedMenu,
): Promise<RouterRow[]> {
  try {
    return await connection.print(menu, look);
  } catch (error) {
    if (error instanceof RouterError && /no such command/.test(error.message)) return [];
    throw error;
  }
}
