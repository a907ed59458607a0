import { groupBy } from '@/lib/usage/group-by';
import type { RouterRow } from '../driver';
import { durationSeconds } from './compare';
import { type CounterReading, toBytes } from './counter-readings';

/** Sessions of one login that are read when its counters alone are. */
const SESSIONS_MAX = 4;

/** The names that the interfaces of a login's sessions can have: its own, and numbered ones for further sessions. */
export function sessionNames(login: string): string[] {
  const numbered = Array.from({ length: SESSIONS_MAX - 1 }, (_, index) => `${login}-${index + 1}`);
  return [login, ...numbered];
}

/** Returns one reading for each interface that counts for a session in the list; both lists are in the router's order. */
export function pppReadings(
  sessions: readonly RouterRow[],
  interfaces: readonly RouterRow[],
): CounterReading[] {
  const byLogin = groupBy(sessions, ({ name = '' }) => name);
  const loginOf = assignLogins(interfaces, byLogin);
  const links = groupBy(interfaces, (link) => loginOf.get(link) ?? null);
  return [...byLogin].flatMap(([login, ofLogin]) =>
    (links.get(login) ?? []).map((link, index) => toReading(login, ofLogin[index], link)),
  );
}

/**
 * Assigns each interface to a login that has a session left without one. `<pppoe-anna-1>` may be the second session of
 * `anna` or the first of `anna-1`, so interfaces that can be only one login's are assigned first.
 */
function assignLogins(
  interfaces: readonly RouterRow[],
  byLogin: ReadonlyMap<string, readonly RouterRow[]>,
): Map<RouterRow, string> {
  const free = new Map([...byLogin].map(([login, { length }]) => [login, length]));
  const choices = interfaces.map((link) => {
    const name = nameOf(link);
    const base = /^(.*)-\d+$/.exec(name)?.[1];
    return {
      link,
      isOwn: byLogin.has(name),
      isNumbered: base !== undefined && byLogin.has(base),
      logins: base === undefined ? [name] : [name, base],
    };
  });
  const assigned = new Map<RouterRow, string>();
  const inOrder = [
    ...choices.filter(({ isOwn, isNumbered }) => isOwn && !isNumbered),
    ...choices.filter(({ isOwn, isNumbered }) => !isOwn && isNumbered),
    ...choices.filter(({ isOwn, isNumbered }) => isOwn && isNumbered),
  ];
  for (const { link, logins } of inOrder) {
    const login = logins.find((one) => (free.get(one) ?? 0) > 0);
    if (login === undefined) continue;
    free.set(login, (free.get(login) ?? 0) - 1);
    assigned.set(link, login);
  }
  return assigned;
}

/** The name of the session's user in `<pppoe-name>`, with the number of a further session. */
function nameOf(link: RouterRow): string {
  return /^<pppoe-(.*)>$/.exec(link['name'] ?? '')?.[1] ?? '';
}

/** Named after the counting row, because the list of sessions is read at a slightly different time. */
function toReading(login: string, session: RouterRow | undefined, link: RouterRow): CounterReading {
  return {
    login,
    serviceId: null,
    kind: 'ppp',
    sessionKey: `ppp ${link['.id'] ?? ''} ${link['last-link-up-time'] ?? ''}`,
    uptimeSeconds: durationSeconds(session?.['uptime'] ?? ''),
    upBytes: toBytes(link['rx-byte']),
    downBytes: toBytes(link['tx-byte']),
  };
}
