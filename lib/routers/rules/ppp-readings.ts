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
  const countOf = (login: string) => byLogin.get(login)?.length ?? 0;
  const own = groupBy(interfaces, (link) => nameOf(link));
  const loginOf = (link: RouterRow): string | null => {
    const name = nameOf(link);
    // The login of that name comes first: `anna-1` may be a customer of its own.
    if (countOf(name) > 0) return name;
    const base = /^(.*)-\d+$/.exec(name)?.[1];
    if (base === undefined) return null;
    return countOf(base) > (own.get(base)?.length ?? 0) ? base : null;
  };
  const links = groupBy(interfaces, loginOf);
  return [...byLogin].flatMap(([login, ofLogin]) =>
    (links.get(login) ?? [])
      .slice(0, ofLogin.length)
      .map((link, index) => toReading(login, ofLogin[index], link)),
  );
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
