import type { Route } from 'next';
import type { Person } from '@/lib/identity/resolve-session';

/**
 * Returns the path to return to after sign-in if it stays on this site, else null. Browsers read `//host` and `/\host`
 * as another site and drop tabs and line breaks first, so the path must keep our origin after parsing.
 */
export function safePath(path: string | null | undefined): string | null {
  if (!path?.startsWith('/') || path.length > 2_000) return null;
  const base = 'http://same.invalid';
  const url = URL.canParse(path, base) ? new URL(path, base) : null;
  if (url?.origin !== base || url.pathname.startsWith('//')) return null;
  return `${url.pathname}${url.search}`;
}

/** Start page of a person, or the requested path if it belongs to their area. */
export function landingPath(person: Pick<Person, 'kind'>, next?: string | null): Route {
  const path = safePath(next);
  const isAuthPath = path !== null && signedOutPaths.some((prefix) => isUnder(path, prefix));
  // Addresses are data here; one that leads nowhere is a 404.
  const home = (person.kind === 'staff' ? '/admin' : '/') as Route;
  if (path === null || isAuthPath) return home;
  return isUnder(path, '/admin') === (person.kind === 'staff') ? (path as Route) : home;
}

/** Pages for use without a session, only or also. */
export const signedOutPaths = [
  '/sign-in',
  '/forgotten-password',
  '/reset-password',
  '/accept-invitation',
  '/sign-up',
] as const;

/** Whether the path is this page or below it: `/admin` and `/admin/x`, but not `/administration`. */
export function isUnder(path: string, prefix: string): boolean {
  const pathname = path.split('?')[0] ?? '';
  return pathname === prefix || pathname.startsWith(`${prefix}/`);
}

export function signInPath(next: string | null): Route {
  const path = safePath(next);
  return path === null || path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}
