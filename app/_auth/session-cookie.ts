import 'server-only';
import { cookies } from 'next/headers';
import { encode } from 'next-auth/jwt';
import { sessionLifetimes } from '@/lib/identity/rules/session';
import { env } from '@/lib/kit/env';
import { sessionCookie, sessionIdIn } from './session-token';

/** Longest lifetime of any session; the session row can end it earlier. */
export const cookieMaxAgeSeconds = sessionLifetimes.subscriber.absoluteMs / 1_000;

/** Returns the session id in the request's cookie; null when there is none or it is not signed by us. */
export async function readSessionId(): Promise<string | null> {
  return sessionIdIn((await cookies()).get(sessionCookie().name)?.value);
}

/** Sets the session cookie. Only possible in server actions and route handlers. */
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
