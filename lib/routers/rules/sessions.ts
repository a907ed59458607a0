import type { Change } from './plan-changes';
import type { DesiredRow } from './rows';

export interface SessionCut {
  readonly service: 'ppp' | 'hotspot';
  readonly login: string;
}

/** Properties a running session took over when it began and keeps whatever is written later. */
const SESSION_PROPERTIES = {
  '/ppp/secret': ['name', 'profile', 'disabled', 'remote-address', 'remote-ipv6-prefix', 'routes'],
  '/ip/hotspot/user': ['name', 'profile', 'disabled', 'address'],
} as const satisfies Record<string, readonly string[]>;

type LoginMenu = keyof typeof SESSION_PROPERTIES;

function isLoginMenu(menu: string): menu is LoginMenu {
  return menu in SESSION_PROPERTIES;
}

/**
 * Whether a running session would contradict the change. A new password, MAC address or comment
 * does not: the paying customer stays connected.
 */
export function needsSessionCut(change: Change): boolean {
  if (change.kind === 'remove') return isLoginMenu(change.menu);
  if (change.kind !== 'set' && change.kind !== 'adopt') return false;
  const { menu } = change.row;
  return isLoginMenu(menu) && SESSION_PROPERTIES[menu].some((name) => name in change.attributes);
}

/** The session of the login a row or a change is about. */
export function sessionOf(menu: string, key: string): SessionCut | null {
  if (!isLoginMenu(menu)) return null;
  return { service: menu === '/ppp/secret' ? 'ppp' : 'hotspot', login: key };
}

/**
 * The session-bound part of a service's rows as one text. Compared with the one last confirmed it
 * tells that a session must be cut even when the rows were written by an attempt whose end is unknown.
 */
export function sessionFingerprint(rows: readonly DesiredRow[]): string {
  const parts = rows.flatMap(({ menu, attributes }) =>
    isLoginMenu(menu)
      ? [`${menu} ${SESSION_PROPERTIES[menu].map((name) => attributes[name] ?? '').join('|')}`]
      : [],
  );
  return parts.join('\n');
}
