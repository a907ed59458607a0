import type { RouterRow } from '../driver';
import { markedLike, plainText } from '../exact-text';

/** Menus that hold rows of single services, in the order in which changes are applied. */
export const serviceMenus = [
  '/ppp/secret',
  '/ip/hotspot/user',
  '/ip/dhcp-server/lease',
  '/queue/simple',
  '/ip/route',
  '/ip/firewall/address-list',
  '/ipv6/firewall/address-list',
] as const;

/** Menus whose rows several services share; ours are recognised by name, because old releases keep no comment. */
export const sharedMenus = ['/ip/pool', '/ppp/profile', '/ip/hotspot/user/profile'] as const;

export function isSharedMenu(menu: string): menu is SharedMenu {
  return (sharedMenus as readonly string[]).includes(menu);
}

/** Menus of logins, whose rows have a password. */
const loginMenus = ['/ppp/secret', '/ip/hotspot/user'] as const;
export type LoginMenu = (typeof loginMenus)[number];

export function isLoginMenu(menu: string): menu is LoginMenu {
  return (loginMenus as readonly string[]).includes(menu);
}

export type ServiceMenu = (typeof serviceMenus)[number];
export type SharedMenu = (typeof sharedMenus)[number];
export type RouterMenu = ServiceMenu | SharedMenu;

/** One desired row. `null` means that the property must be absent. */
export type DesiredRow<M extends RouterMenu = RouterMenu> = {
  menu: M;
  /** Natural key within the menu; see {@link rowKeyOf}. */
  key: string;
  attributes: Record<string, string | null>;
  /** Separate from the attributes, because routers mask it and no diff may show it. */
  password?: string;
  /** The service's own row is changed, and none is added or adopted: without its password anybody could log in. */
  isOnlyChanged?: boolean;
  /** A shared row that exists under this name is the operator's: it may be used, and is changed only if staff agree. */
  isForeign?: boolean;
};

/** One row as the router printed it. */
export type ActualRow = {
  menu: RouterMenu;
  id: string;
  key: string;
  values: RouterRow;
  /** The service its comment names, or null when the row has no tag of ours. */
  ownerId: number | null;
};

/** The key by which a row is written and found again. `.id` changes and is never stored. */
export function rowKeyOf(menu: RouterMenu, values: Record<string, string | null>): string {
  switch (menu) {
    case '/ip/dhcp-server/lease':
      return (values['mac-address'] ?? '').toUpperCase();
    case '/ip/firewall/address-list':
      return `${values['list'] ?? ''} ${(values['address'] ?? '').replace(/\/32$/, '')}`;
    case '/ipv6/firewall/address-list':
      return `${values['list'] ?? ''} ${values['address'] ?? ''}`;
    case '/ip/route':
      return values['dst-address'] ?? '';
    default:
      return values['name'] ?? '';
  }
}

const TAG = /^isp:(\d{1,15})(?=\s|$)/;
const MARK = /^isp:\d{1,15}(?: port=\S*)?(?=\s|$)/;

/** The mark of ownership: the first word of a comment. */
export function ownershipTag(serviceId: number): string {
  return `isp:${serviceId}`;
}

/** The tag, followed by the port if there is one. The rest of a comment belongs to people. */
export function ownershipMark(service: { serviceId: number; portId: string | null }): string {
  const tag = ownershipTag(service.serviceId);
  const port = service.portId?.replace(/[^!-~]+/g, '_') ?? '';
  return port === '' ? tag : `${tag} port=${port}`;
}

/** Our part of a comment; empty for a foreign row. */
export function markOf(comment: string | undefined): string {
  return MARK.exec(comment ?? '')?.[0] ?? '';
}

export function ownerOf(comment: string | undefined): number | null {
  const id = TAG.exec(comment ?? '')?.[1];
  return id === undefined ? null : Number(id);
}

/** Puts our mark in front of a comment, replacing an older one and keeping people's text. */
export function markedComment(mark: string, comment: string | undefined): string {
  const words = plainText(comment ?? '')
    .replace(MARK, '')
    .trim();
  return words === '' ? mark : markedLike(comment ?? '', `${mark} ${words}`);
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
