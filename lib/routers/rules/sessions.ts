import { plainText } from '../exact-text';
import type { Change } from './plan-changes';
import type { DesiredRow } from './rows';

export type SessionCut = {
  service: 'ppp' | 'hotspot';
  serviceId: number;
  login: string;
  /** The login may come back at once, under its new terms. */
  isWelcome: boolean;
  /** A hotspot cookie must not bring the login back. */
  dropsCookies: boolean;
};

/** Properties a running session took over when it began and keeps whatever is written later. */
const sessionProperties = {
  '/ppp/secret': ['name', 'profile', 'disabled', 'remote-address', 'remote-ipv6-prefix', 'routes'],
  '/ip/hotspot/user': ['name', 'profile', 'disabled', 'address'],
} as const satisfies Record<string, readonly string[]>;

type LoginMenu = keyof typeof sessionProperties;

export function isLoginMenu(menu: string): menu is LoginMenu {
  return menu in sessionProperties;
}

/**
 * Whether a running session would contradict the change. A new password, MAC address or comment
 * does not: the paying customer stays connected.
 */
export function needsSessionCut(change: Change): boolean {
  if (change.kind === 'remove') return isLoginMenu(change.menu);
  if (change.kind !== 'set' && change.kind !== 'adopt') return false;
  const { menu } = change.row;
  const { attributes } = change;
  // Let in again: a session that runs began before the row was disabled, under terms that other properties tell.
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
  /** Where its rows were when the router last confirmed them. */
  appliedRows: readonly { menu: string; key: string }[];
  /** {@link sessionFingerprint} at that time; null when the router never confirmed the service. */
  appliedSession: string | null;
};

/**
 * The sessions of one service that must end. When the fingerprint differs from the confirmed one,
 * sessions end even though no row is left to change: an attempt whose answer was lost may have
 * written the rows and then not got as far as the sessions.
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
