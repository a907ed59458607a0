import 'server-only';
import { cookies } from 'next/headers';
import { encode, getToken } from 'next-auth/jwt';
import { sessionLifetimes } from '@/lib/identity/rules/session';
import { env } from '@/lib/kit/env';
import { sessionCookieName } from './session-cookie-name';

/** The longest any session lives; the session row ends it earlier. */
export const cookieMaxAgeSeconds = sessionLifetimes.subscriber.absoluteMs / 1_000;

/** `__Host-` ties the cookie to exactly this host; browsers take that name only over https. */
export function sessionCookie() {
  const secure = new URL(env().APP_URL).protocol === 'https:';
  return {
    name: secure ? `__Host-${sessionCookieName}` : sessionCookieName,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  } as const;
}

/** The session id in the request's cookie; null when there is none or it was not written by us. */
export async function readSessionId(): Promise<string | null> {
  const { name, options } = sessionCookie();
  const value = (await cookies()).get(name)?.value;
  if (value === undefined) return null;
  // next-auth reads cookies and headers alone; without headers no bearer token can replace the cookie.
  const req = { cookies: { [name]: value }, headers: {} } as unknown as TokenRequest;
  const token = await getToken({
    req,
    cookieName: name,
    secureCookie: options.secure,
    secret: env().AUTH_SECRET,
  });
  return token?.sid ?? null;
}

type TokenRequest = Parameters<typeof getToken>[0]['req'];

/** Hands a session to the browser. Only server actions and route handlers can. */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const { name, options } = sessionCookie();
  const token = await encode({
    token: { sid: sessionId },
    secret: env().AUTH_SECRET,
    maxAge: cookieMaxAgeSeconds,
  });
  (await cookies()).set(name, token, { ...options, maxAge: cookieMaxAgeSeconds });
}

export async function clearSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, '', { ...options, maxAge: 0 });
}
