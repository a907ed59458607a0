import 'server-only';
import { getToken } from 'next-auth/jwt';
import { env } from '@/lib/kit/env';
import { SESSION_COOKIE_NAME } from './session-cookie-name';

/** `__Host-` binds the cookie to exactly this host; browsers accept that prefix only over https. */
export function sessionCookie() {
  const secure = new URL(env().APP_URL).protocol === 'https:';
  return {
    name: secure ? `__Host-${SESSION_COOKIE_NAME}` : SESSION_COOKIE_NAME,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  } as const;
}

/** Returns the session id in a cookie's value; null when there is none or it was not written by us. */
export async function sessionIdIn(value: string | undefined): Promise<string | null> {
  if (value === undefined) return null;
  const { name, options } = sessionCookie();
  // next-auth reads only cookies and headers; without headers no bearer token can replace the cookie.
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
