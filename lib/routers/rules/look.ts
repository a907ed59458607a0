/** What a router showed of itself and of our rows at one look. */
export interface RouterLook {
  /** What names the hardware; null where our login may not read it or the router has none. */
  readonly deviceKey: string | null;
  /** Our rows as `menu key` with the service their tag names. */
  readonly rows: ReadonlyMap<string, number>;
}

/** A service that the router has confirmed as desired, with the rows it had then. */
export interface ConfirmedService {
  readonly serviceId: number;
  readonly version: bigint;
  readonly places: readonly string[];
}

interface KnownDevice {
  readonly deviceKey: string | null;
  readonly board: string | null;
}

export type LookVerdict =
  | { readonly kind: 'as_confirmed' }
  /** Nothing that this router ever confirmed is known to be there. */
  | { readonly kind: 'all_unconfirmed'; readonly reason: 'device' | 'emptied' }
  | { readonly kind: 'some_unconfirmed'; readonly services: readonly ConfirmedService[] };

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
  const lost = confirmed.filter(({ serviceId, places }) =>
    places.some((place) => now.rows.get(place) !== serviceId),
  );
  if (lost.length === 0) return { kind: 'as_confirmed' };
  const byHand = Math.max(LOST_BY_HAND_MAX, confirmed.length * LOST_BY_HAND_SHARE);
  const isEmptied = lost.length === confirmed.length || lost.length > byHand;
  return isEmptied
    ? { kind: 'all_unconfirmed', reason: 'emptied' }
    : { kind: 'some_unconfirmed', services: lost };
}

/**
 * A serial number is compared with a serial number, a licence with a licence: one of them may be unreadable
 * for once. Where nothing of the same kind names the hardware, another board is at least not the same one.
 */
export function isOtherDevice(before: KnownDevice, now: KnownDevice): boolean {
  if (before.deviceKey !== null && now.deviceKey !== null && isSameKind(before, now))
    return before.deviceKey !== now.deviceKey;
  if ((before.deviceKey === null) !== (now.deviceKey === null)) return false;
  return before.board !== null && now.board !== null && before.board !== now.board;
}

function isSameKind(before: KnownDevice, now: KnownDevice): boolean {
  return kindOf(before) === kindOf(now);
}

function kindOf({ deviceKey }: KnownDevice): string | undefined {
  return deviceKey?.split(' ', 1)[0];
}

/** What names the device from now on; a key of another kind from the same device does not replace the one known. */
export function deviceKeyOf(before: KnownDevice, now: KnownDevice): string | null {
  if (before.deviceKey === null || now.deviceKey === null) return now.deviceKey ?? before.deviceKey;
  return isSameKind(before, now) || isOtherDevice(before, now) ? now.deviceKey : before.deviceKey;
}

/** A clock that differs from the router's by seconds is no reboot. */
const SLACK_SECONDS = 10;

/**
 * A router that started since it was last looked at, or has another name, may have been restored from a
 * backup with all rows in place and old values in them: it is compared, which writes nothing where nothing
 * differs.
 */
export function isToCompare(
  before: { readonly identity: string | null; readonly lookedAt: Date | null },
  now: { readonly identity: string; readonly uptimeSeconds: number | null; readonly at: Date },
): boolean {
  if (before.lookedAt === null) return false;
  if (before.identity !== null && before.identity !== now.identity) return true;
  const sinceSeconds = (now.at.getTime() - before.lookedAt.getTime()) / 1_000;
  return now.uptimeSeconds !== null && now.uptimeSeconds + SLACK_SECONDS < sinceSeconds;
}
