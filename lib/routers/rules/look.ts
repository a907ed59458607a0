import type { RouterRow } from '../driver';
import { plainText } from '../exact-text';
import { differingProperties } from './compare';
import { place } from './plan-changes';
import { isManagedProfile } from './profiles';
import type { DesiredRow, ServiceMenu } from './rows';

/** What a router showed of itself and of our rows at one look. */
export type RouterLook = {
  /** What names the hardware; null where our login may not read it or the router has none. */
  deviceKey: string | null;
  /** Our rows by `menu key`. */
  rows: ReadonlyMap<string, SeenRow>;
  /** Profiles of logins by `menu name`, the operator's own as well. */
  profiles: ReadonlySet<string>;
};

export type SeenRow = {
  /** The service its tag names. */
  ownerId: number;
  values: RouterRow;
};

/** A service that the router has confirmed as desired, with the rows it had then. */
export type ConfirmedService = {
  serviceId: number;
  version: bigint;
  rows: readonly ConfirmedRow[];
};

export type ConfirmedRow = {
  menu: ServiceMenu;
  key: string;
  /** What {@link shownOf} told of it. */
  shows: Record<string, string>;
};

/**
 * What decides whether a customer is served, and how well: a hand that changes it is noticed at the next look.
 * Everything else is compared at night.
 */
export const shownProperties = {
  '/ppp/secret': ['profile', 'disabled'],
  '/ip/hotspot/user': ['profile', 'disabled'],
  '/ip/dhcp-server/lease': ['rate-limit', 'address-lists', 'block-access', 'disabled'],
  '/queue/simple': ['target', 'max-limit', 'disabled'],
  '/ip/firewall/address-list': ['disabled'],
} as const satisfies Partial<Record<ServiceMenu, readonly string[]>>;

export type LookedMenu = keyof typeof shownProperties;

export function isLookedAt(menu: string): menu is LookedMenu {
  return menu in shownProperties;
}

/** What a look is to find in this row, as it is written; a property that is left to the router is not named. */
export function shownOf({ menu, attributes }: Pick<DesiredRow, 'menu' | 'attributes'>) {
  const names: readonly string[] = isLookedAt(menu) ? shownProperties[menu] : [];
  const shown = names.flatMap((name) => {
    const value = attributes[name];
    return value === undefined ? [] : [[name, value ?? ''] as const];
  });
  return Object.fromEntries(shown);
}

/** Where the profiles of a login menu are. */
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
  /** Nothing that this router ever confirmed is known to be there. */
  | { kind: 'all_unconfirmed'; reason: 'device' | 'emptied' }
  | {
      kind: 'some_unconfirmed';
      reason: 'missing' | 'changed';
      services: readonly ConfirmedService[];
    };

/** Of few rows a hand may have taken some; that many were lost otherwise, and what is left may be old. */
const LOST_BY_HAND_MAX = 3;
const LOST_BY_HAND_SHARE = 0.1;

/**
 * Whether a router still is and holds what it confirmed. A new name alone means nothing. One that lost many
 * rows was reset or restored: of those that are left nobody knows how old they are, passwords cannot be read.
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

/** The verdict with further services that differ from what they should have. */
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

function isChanged({ rows }: ConfirmedService, look: RouterLook): boolean {
  return rows.some(({ menu, key, shows }) => {
    const values = look.rows.get(place(menu, key))?.values ?? {};
    const differing = differingProperties(shows, values);
    return differing.some((name) => name !== 'profile' || canHave(menu, shows[name] ?? '', look));
  });
}

/**
 * A profile of the operator's that is gone, or has another name by now, cannot be written back: who uses it is
 * left alone, and the nightly comparison tells. Managed ones come with the push.
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

/** A clock that differs from the router's by seconds is no reboot. */
const SLACK_SECONDS = 10;

/**
 * A router that started since it was last looked at, or has another name, may have been restored from a
 * backup with all rows in place and old values in them: it is compared, which writes nothing where nothing
 * differs. A restart that is not noted as seen by this look is left to the one that does: it is compared once.
 */
export function isToCompare(
  before: { identity: string | null; lookedAt: Date | null },
  now: { identity: string; uptimeSeconds: number | null; at: Date; isNoted: boolean },
): boolean {
  if (before.lookedAt === null) return false;
  if (before.identity !== null && before.identity !== now.identity) return true;
  return now.isNoted && hasRestarted(before, now);
}

/** Whether it must be looked at because another device answers, or one that never said what names it. */
export function isDeviceInDoubt(
  before: KnownDevice & { identity: string | null },
  now: KnownDevice,
): boolean {
  const isFirstKey = before.deviceKey === null && now.deviceKey !== null;
  return before.identity === null || isFirstKey || isOtherDevice(before, now);
}

/** Whether it started after it was last looked at: what it held then may be gone. */
export function hasRestarted(
  { lookedAt }: { lookedAt: Date | null },
  now: { uptimeSeconds: number | null; at: Date },
): boolean {
  if (lookedAt === null || now.uptimeSeconds === null) return false;
  const sinceSeconds = (now.at.getTime() - lookedAt.getTime()) / 1_000;
  return now.uptimeSeconds + SLACK_SECONDS < sinceSeconds;
}

/** Whether staff want it looked at, and nobody has since. */
export function isLookAsked(router: { lookedAt: Date | null; lookAskedAt: Date | null }): boolean {
  const { lookedAt, lookAskedAt } = router;
  return lookAskedAt !== null && (lookedAt === null || lookedAt <= lookAskedAt);
}
