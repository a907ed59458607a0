import type { StopRules } from '@/lib/kit/router-words';
import type { RouterRow } from '../driver';
import { plainText } from '../exact-text';
import { differingProperties } from './compare';
import { place } from './plan-changes';
import { isManagedProfile } from './profiles';
import type { DesiredRow, ServiceMenu } from './rows';

/** The identity of a router and our rows on it, as seen in one look. */
export type RouterLook = {
  /** The hardware's identity; null when our login may not read it or the router has none. */
  deviceKey: string | null;
  /** Our rows by `menu key`. */
  rows: ReadonlyMap<string, SeenRow>;
  /** Profiles of logins by `menu name`, including the operator's own. */
  profiles: ReadonlySet<string>;
  /** Whether it has the firewall rules that hold stopped customers; null if unknown. */
  stopRules: StopRules | null;
};

export type SeenRow = {
  /** The service its tag names. */
  ownerId: number;
  values: RouterRow;
};

/** A service that the router has confirmed as desired, with its rows at that time. */
export type ConfirmedService = {
  serviceId: number;
  version: bigint;
  rows: readonly ConfirmedRow[];
};

export type ConfirmedRow = {
  menu: ServiceMenu;
  key: string;
  /** The values that {@link shownOf} returned for it. */
  shows: Record<string, string>;
};

/**
 * The properties that decide whether and how well a customer is served. A manual change of them is noticed at the next
 * look; all others are compared at night.
 */
export const shownProperties = {
  '/ppp/secret': ['profile', 'disabled'],
  '/ip/hotspot/user': ['profile', 'disabled'],
  '/ip/dhcp-server/lease': ['rate-limit', 'address-lists', 'block-access', 'disabled'],
  '/queue/simple': ['target', 'max-limit', 'disabled'],
  '/ip/firewall/address-list': ['disabled'],
  '/ipv6/firewall/address-list': ['disabled'],
} as const satisfies Partial<Record<ServiceMenu, readonly string[]>>;

export type LookedMenu = keyof typeof shownProperties;

export function isLookedAt(menu: string): menu is LookedMenu {
  return menu in shownProperties;
}

/** Returns the values a look should find in this row; properties left to the router are omitted. */
export function shownOf({ menu, attributes }: Pick<DesiredRow, 'menu' | 'attributes'>) {
  const names: readonly string[] = isLookedAt(menu) ? shownProperties[menu] : [];
  const shown = names.flatMap((name) => {
    const value = attributes[name];
    return value === undefined ? [] : [[name, value ?? ''] as const];
  });
  return Object.fromEntries(shown);
}

/** The menus of the profiles of each login menu. */
export const profileMenus = {
  '/ppp/secret': '/ppp/profile',
  '/ip/hotspot/user': '/ip/hotspot/user/profile',
} as const;

type KnownDevice = {
  deviceKey: string | null;
  board: string | null;
};

export type LookVerdict =
  | { kind: 'as_confirmed' }
  /** Nothing this router ever confirmed is known to be there. */
  | { kind: 'all_unconfirmed'; reason: 'device' | 'emptied' }
  | {
      kind: 'some_unconfirmed';
      reason: 'missing' | 'changed';
      services: readonly ConfirmedService[];
    };

/**
 * A few missing rows may have been removed by hand; more mean a reset or restore, and the remaining ones may be stale.
 */
const LOST_BY_HAND_MAX = 3;
const LOST_BY_HAND_SHARE = 0.1;

/**
 * Judges whether a router is still the same device with the rows it confirmed. A new name alone means nothing. After a
 * reset or a restore the age of the remaining rows is unknown, because passwords cannot be read.
 */
export function judgeLook(
  before: KnownDevice,
  now: KnownDevice & RouterLook,
  confirmed: readonly ConfirmedService[],
): LookVerdict {
  if (isOtherDevice(before, now)) return { kind: 'all_unconfirmed', reason: 'device' };
  const lost = new Set(confirmed.filter((service) => isLost(service, now)));
  const byHand = Math.max(LOST_BY_HAND_MAX, confirmed.length * LOST_BY_HAND_SHARE);
  if (lost.size > 0 && (lost.size === confirmed.length || lost.size > byHand)) {
    return { kind: 'all_unconfirmed', reason: 'emptied' };
  }
  const services = confirmed.filter((service) => lost.has(service) || isChanged(service, now));
  if (services.length === 0) return { kind: 'as_confirmed' };
  return { kind: 'some_unconfirmed', reason: lost.size > 0 ? 'missing' : 'changed', services };
}

/** Returns the verdict extended by services that differ from their desired state. */
export function withLagging(
  verdict: LookVerdict,
  lagging: readonly ConfirmedService[],
): LookVerdict {
  if (verdict.kind === 'all_unconfirmed' || lagging.length === 0) return verdict;
  if (verdict.kind === 'as_confirmed') {
    return { kind: 'some_unconfirmed', reason: 'changed', services: lagging };
  }
  const known = new Set(verdict.services.map(({ serviceId }) => serviceId));
  const others = lagging.filter(({ serviceId }) => !known.has(serviceId));
  return { ...verdict, services: [...verdict.services, ...others] };
}

function isLost({ serviceId, rows }: ConfirmedService, { rows: seen }: RouterLook): boolean {
  return rows.some(({ menu, key }) => seen.get(place(menu, key))?.ownerId !== serviceId);
}

/** The rows that let a customer in; the others only decide how well. */
const accessMenus: readonly ServiceMenu[] = [
  '/ppp/secret',
  '/ip/hotspot/user',
  '/ip/dhcp-server/lease',
];

/** Returns those of the services whose row for access is missing, taken by another service, or switched off by hand. */
export function withoutAccess(
  services: readonly ConfirmedService[],
  { rows: seen }: Pick<RouterLook, 'rows'>,
): number[] {
  const lacks = ({ serviceId, rows }: ConfirmedService) =>
    rows.some(({ menu, key, shows }) => {
      if (!accessMenus.includes(menu)) return false;
      const row = seen.get(place(menu, key));
      if (row?.ownerId !== serviceId) return true;
      return differingProperties(shows, row.values).includes('disabled');
    });
  return services.filter(lacks).map(({ serviceId }) => serviceId);
}

function isChanged({ rows }: ConfirmedService, look: RouterLook): boolean {
  return rows.some(({ menu, key, shows }) => {
    const values = look.rows.get(place(menu, key))?.values ?? {};
    const differing = differingProperties(shows, values);
    return differing.some((name) => name !== 'profile' || canHave(menu, shows[name] ?? '', look));
  });
}

/**
 * A missing or renamed profile of the operator cannot be restored, so its services are left alone and the nightly
 * comparison reports it. Managed profiles are written by the push.
 */
function canHave(menu: ServiceMenu, profile: string, { profiles }: RouterLook): boolean {
  if (menu !== '/ppp/secret' && menu !== '/ip/hotspot/user') return true;
  return isManagedProfile(profile) || profiles.has(place(profileMenus[menu], plainText(profile)));
}

/**
 * Compares the serial numbers, else the licences, because a login may be unable to read one of them. If the two sides
 * have no identity of the same kind, another board is proof of another device.
 */
function isOtherDevice(before: KnownDevice, now: KnownDevice): boolean {
  const [known, shown] = [identitiesOf(before), identitiesOf(now)];
  for (const kind of ['serial', 'licence'] as const) {
    if (known[kind] !== undefined && shown[kind] !== undefined) return known[kind] !== shown[kind];
  }
  if ((before.deviceKey === null) !== (now.deviceKey === null)) return false;
  return before.board !== null && now.board !== null && before.board !== now.board;
}

/** What identifies a device, as far as it is known. */
export type DeviceIdentities = {
  serial?: string | undefined;
  licence?: string | undefined;
};

const DEVICE_KEY = /^(?:serial (?<serial>.*?))?(?: ?licence (?<licence>.*))?$/;

function identitiesOf({ deviceKey }: KnownDevice): DeviceIdentities {
  return DEVICE_KEY.exec(deviceKey ?? '')?.groups ?? {};
}

/** The stored form of all identities of one device; null where none is known. */
export function toDeviceKey({ serial, licence }: DeviceIdentities): string | null {
  const parts = [serial && `serial ${serial}`, licence && `licence ${licence}`].filter(Boolean);
  return parts.length === 0 ? null : parts.join(' ');
}

/** The key to store: the identities of another device replace the known ones, those of the same device add to them. */
export function deviceKeyOf(before: KnownDevice, now: KnownDevice): string | null {
  const shown = identitiesOf(now);
  if (isOtherDevice(before, now)) return toDeviceKey(shown) ?? before.deviceKey;
  const known = identitiesOf(before);
  return toDeviceKey({
    serial: shown.serial ?? known.serial,
    licence: shown.licence ?? known.licence,
  });
}

/** A clock that differs from the router's by seconds is not a reboot. */
const SLACK_SECONDS = 10;

/**
 * Whether to compare the whole router: after a restart or with a new name it may have been restored from a backup, with
 * all rows present but old values in them. Comparing writes nothing if nothing differs. A restart that this look does
 * not record is left to the look that does, so that it is compared once.
 */
export function isToCompare(
  before: { identity: string | null; lookedAt: Date | null },
  now: { identity: string; uptimeSeconds: number | null; at: Date; isNoted: boolean },
): boolean {
  if (before.lookedAt === null) return false;
  if (before.identity !== null && before.identity !== now.identity) return true;
  return now.isNoted && hasRestarted(before, now);
}

/** Whether the router must be looked at because another device responds, or one that was never identified. */
export function isDeviceInDoubt(
  before: KnownDevice & { identity: string | null },
  now: KnownDevice,
): boolean {
  const isFirstKey = before.deviceKey === null && now.deviceKey !== null;
  return before.identity === null || isFirstKey || isOtherDevice(before, now);
}

/** Whether it restarted after the last look, so that its rows may be lost. */
export function hasRestarted(
  { lookedAt }: { lookedAt: Date | null },
  now: { uptimeSeconds: number | null; at: Date },
): boolean {
  if (lookedAt === null || now.uptimeSeconds === null) return false;
  const sinceSeconds = (now.at.getTime() - lookedAt.getTime()) / 1_000;
  return now.uptimeSeconds + SLACK_SECONDS < sinceSeconds;
}

/** Whether staff asked for a look that has not happened yet. */
export function isLookAsked(router: { lookedAt: Date | null; lookAskedAt: Date | null }): boolean {
  const { lookedAt, lookAskedAt } = router;
  return lookAskedAt !== null && (lookedAt === null || lookedAt <= lookAskedAt);
}
