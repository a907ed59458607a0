import type { RouterRow } from '../driver';

/** Menus that hold rows of single services, in the order in which changes are applied. */
export const SERVICE_MENUS = [
  '/ppp/secret',
  '/ip/hotspot/user',
  '/ip/dhcp-server/lease',
  '/queue/simple',
  '/ip/route',
  '/ip/firewall/address-list',
] as const;

/** Menus whose rows several services share; ours by name, because old releases keep no comment. */
export const SHARED_MENUS = ['/ip/pool', '/ppp/profile', '/ip/hotspot/user/profile'] as const;

export type ServiceMenu = (typeof SERVICE_MENUS)[number];
export type SharedMenu = (typeof SHARED_MENUS)[number];
export type RouterMenu = ServiceMenu | SharedMenu;

/** One row as it should be. `null` means that the property must be absent. */
export interface DesiredRow<M extends RouterMenu = RouterMenu> {
  readonly menu: M;
  /** Natural key within the menu; see {@link rowKeyOf}. */
  readonly key: string;
  readonly attributes: Readonly<Record<string, string | null>>;
  /** Kept apart from the attributes: routers mask it, and no diff may show it. */
  readonly password?: string;
}

/** One row as the router printed it. */
export interface ActualRow {
  readonly menu: RouterMenu;
  readonly id: string;
  readonly key: string;
  readonly values: RouterRow;
  /** The service its comment names, or null when the row carries no tag of ours. */
  readonly ownerId: number | null;
}

/** What names a row when it is written and found again. `.id` changes and is never stored. */
export function rowKeyOf(
  menu: RouterMenu,
  values: Readonly<Record<string, string | null>>,
): string {
  switch (menu) {
    case '/ip/dhcp-server/lease':
      return (values['mac-address'] ?? '').toUpperCase();
    case '/ip/firewall/address-list':
      return `${values['list'] ?? ''} ${(values['address'] ?? '').replace(/\/32$/, '')}`;
    case '/ip/route':
      return values['dst-address'] ?? '';
    default:
      return values['name'] ?? '';
  }
}

const TAG = /^isp:(\d{1,15})(?=\s|$)/;

/** The mark of ownership: the first word of a comment. What follows it belongs to people. */
export function ownershipTag(serviceId: number): string {
  return `isp:${serviceId}`;
}

export function ownerOf(comment: string | undefined): number | null {
  const id = TAG.exec(comment ?? '')?.[1];
  return id === undefined ? null : Number(id);
}

/** Puts our tag in front of a comment, replacing an older tag and keeping the words of people. */
export function taggedComment(serviceId: number, comment: string | undefined): string {
  const words = (comment ?? '').replace(TAG, '').trim();
  return words === '' ? ownershipTag(serviceId) : `${ownershipTag(serviceId)} ${words}`;
}

export function toActualRow(menu: RouterMenu, values: RouterRow): ActualRow {
  return {
    menu,
    id: values['.id'] ?? '',
    key: rowKeyOf(menu, values),
    values,
    ownerId: ownerOf(values['comment']),
  };
}
