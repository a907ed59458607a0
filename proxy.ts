import { type NextRequest, NextResponse } from 'next/server';
import type { RefusedPost } from './app/_auth/post-limits';
import { isUnder, signedOutPaths, signInPath } from './app/_auth/safe-path';
import { PATH_HEADER, SESSION_COOKIE_NAME } from './app/_auth/session-cookie-name';
import { takePost } from './app/_auth/take-post';

/**
 * Sends people without a session cookie to the sign-in page before anything renders, and turns away bodies
 * that no form of ours sends before anything reads them. Both are never the authorisation: pages, actions,
 * routes, queries and commands each check the session themselves.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  if (cookieCount(request) > COOKIES_MAX) return refusal(431);
  const { pathname, search } = request.nextUrl;
  const path = `${pathname}${search}`;
  const isPublic = publicPaths.some((prefix) => isUnder(pathname, prefix));
  // Actions answer for themselves: redirecting a POST would send its body to another page.
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isPublic && isRead && !hasSessionCookie(request)) {
    return NextResponse.redirect(new URL(signInPath(path), request.url));
  }
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, path);
  if (request.method === 'POST') {
    const post = await takePost(request, headers);
    if (post.kind === 'refused') return refusal(post.status);
  }
  return NextResponse.next({ request: { headers } });
}

/**
 * More than any browser keeps for a site. A route handler of Next.js writes the cookies of a request anew for each of
 * them: 1,900 short ones hold up the process for a second.
 */
const COOKIES_MAX = 200;

/** By what separates them, as the matcher below counts: one name sent twice is parsed twice. */
function cookieCount(request: NextRequest): number {
  return (request.headers.get('cookie') ?? '').split(';').length;
}

const publicPaths = [...signedOutPaths, '/offline'];

function hasSessionCookie(request: NextRequest): boolean {
  return request.cookies.getAll().some(({ name }) => name.endsWith(SESSION_COOKIE_NAME));
}

type Refused = RefusedPost['status'] | 431;

const reasons: Record<Refused, string> = {
  411: 'Say how long the form is (Content-Length).',
  413: 'This is more than a form of this page holds.',
  415: 'This page takes its own forms only.',
  429: 'Too many forms in a short time. Wait a minute and try again.',
  431: 'Your browser sent more cookies than this site sets. Delete the cookies of this site and try again.',
};

function refusal(status: Refused): NextResponse {
  const headers = { 'cache-control': 'no-store', ...(status === 429 && { 'retry-after': '60' }) };
  return new NextResponse(`${reasons[status]}\n`, { status, headers });
}

export const config = {
  matcher: [
    // Everything people open. Webhooks, jobs and other routes under /api check their own signatures or sessions;
    // names with an extension are files.
    '/((?!api/|_next/|.*\\.[a-z0-9]{2,12}$).*)',
    // Also routes, which the first pattern leaves out. The number is that of `COOKIES_MAX`: Next reads it as it stands.
    { source: '/:path*', has: [{ type: 'header', key: 'cookie', value: '(?:[^;]*;){200}.*' }] },
    // What Next takes for an action or a form, wherever it is sent: a page that does not exist runs them too.
    { source: '/:path*', has: [{ type: 'header', key: 'next-action' }] },
    {
      source: '/:path*',
      has: [{ type: 'header', key: 'content-type', value: 'multipart/form-data.*' }],
    },
  ],
};
