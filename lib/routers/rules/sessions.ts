import { plainText } from '../exact-text';
import type { Change } from './plan-changes';
import { type DesiredRow, isLoginMenu, type LoginMenu } from './rows';

export type SessionCut = {
  service: 'ppp' | 'hotspot';
  serviceId: number;
  login: string;
  /** The login may return at once, under its new terms. */
  isWelcome: boolean;
  /** A hotspot cookie must not log the client in again. */
  dropsCookies: boolean;
};

/** Properties that a running session copied at its start and keeps despite later writes. */
const sessionProperties = {
  '/ppp/secret': ['name', 'profile', 'disabled', 'remote-address', 'remote-ipv6-prefix', 'routes'],
  '/ip/hotspot/user': ['name', 'profile', 'disabled', 'address'],
} as const satisfies Record<LoginMenu, readonly string[]>;

/**
 * Whether a running session would contradict the change. A new password, MAC address or comment does not, so the paying
 * customer stays connected.
 */
export function needsSessionCut(change: Change): boolean {
  if (change.kind === 'remove') return isLoginMenu(change.menu);
  if (change.kind !== 'set' && change.kind !== 'adopt') return false;
  const { menu } = change.row;
  const { attributes } = change;
  // Allowed again: a running session started before the row was disabled, under terms that other properties show.
  const isEnabled = attributes['disabled'] === 'no';
  return (
    isLoginMenu(menu) &&
    sessionProperties[menu].some(
      (name) => name in attributes && !(name === 'disabled' && isEnabled),
    )
  );
}

export type SessionCutInput = {
  serviceId: number;
  /** The changes of one service. */
  changes: readonly Change[];
  rows: readonly DesiredRow[];
  /** Its rows when the router last confirmed them. */
  appliedRows: readonly { menu: string; key: string }[];
  /** {@link sessionFingerprint} at that time; null when the router never confirmed the service. */
  appliedSession: string | null;
};

/**
 * Returns the sessions of one service that must end. If the fingerprint differs from the confirmed one, sessions end
 * even without a row to change, because an attempt with a lost reply may have written the rows without ending the
 * sessions.
 */
export function sessionsToCut(input: SessionCutInput): SessionCut[] {
  const { changes, rows, appliedRows, appliedSession } = input;
  const isStale = appliedSession !== null && appliedSession !== sessionFingerprint(rows);
  const places = [
    ...changes.filter(needsSessionCut).map(placeOf),
    ...(isStale ? [...rows, ...appliedRows] : []),
  ];
  const cuts = new Map<string, SessionCut>();
  for (const { menu, key } of places) {
    if (!isLoginMenu(menu)) continue;
    const row = rows.find((candidate) => candidate.menu === menu && candidate.key === key);
    const isWelcome = row?.attributes['disabled'] === 'no';
    cuts.set(`${menu} ${key}`, {
      service: menu === '/ppp/secret' ? 'ppp' : 'hotspot',
      serviceId: input.serviceId,
      login: key,
      isWelcome,
      dropsCookies: menu === '/ip/hotspot/user' && !isWelcome,
    });
  }
  return [...cuts.values()];
}

function placeOf(change: Change): { menu: string; key: string } {
  return change.kind === 'remove' ? change : change.row;
}

/** The session-bound part of a service's rows as one text without secrets. */
export function sessionFingerprint(rows: readonly DesiredRow[]): string {
  const parts = rows.flatMap(({ menu, attributes }) =>
    isLoginMenu(menu)
      ? [
          `${menu} ${sessionProperties[menu].map((name) => plainText(attributes[name] ?? '')).join('|')}`,
        ]
      : [],
  );
  return parts.join('\n');
}
