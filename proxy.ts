import { type NextRequest, NextResponse } from 'next/server';
import { isUnder, signedOutPaths, signInPath } from './app/_auth/safe-path';
import { pathHeader, sessionCookieName } from './app/_auth/session-cookie-name';

/**
 * Sends people without a session cookie to the sign-in page before anything renders. This is a courtesy, never
 * the authorisation: pages, actions, routes, queries and commands each check the session themselves.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const path = `${pathname}${search}`;
  const isPublic = publicPaths.some((prefix) => isUnder(pathname, prefix));
  // Actions answer for themselves: redirecting a POST would send its body to another page.
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isPublic && isRead && !hasSessionCookie(request)) {
    return NextResponse.redirect(new URL(signInPath(path), request.url));
  }
  const headers = new Headers(request.headers);
  headers.set(pathHeader, path);
  return NextResponse.next({ request: { headers } });
}

const publicPaths = [...signedOutPaths, '/offline'];

function hasSessionCookie(request: NextRequest): boolean {
  return request.cookies.getAll().some(({ name }) => name.endsWith(sessionCookieName));
}

export const config = {
  // Everything people open. Webhooks, jobs and other routes under /api check their own signatures or sessions;
  // names with an extension are files.
  matcher: ['/((?!api/|_next/|.*\\.[a-z0-9]{2,12}$).*)'],
};
